/** What a proxy loads to decide checks itself: nothing of Mixer's own. */
export {
  type EdgeDecider,
  type EdgeDeciderOptions,
  type EdgeDeciderResult,
  edgeDecider,
} from './edge-decider.ts'

/** A worker's end of what threads tell each other about clusters. */
import type { ClusterNews, FollowingThread } from '../upstream/cluster-sharing.ts'
import type { FromWorker } from './messages.ts'

interface Followed {
  onNews: ((news: ClusterNews) => void) | null
  /** What came before anybody followed: the cluster is made a moment later. */
  early: ClusterNews[]
}

export class ClusterFollower implements FollowingThread {
  readonly kind = 'follows'
  private readonly post: (message: FromWorker) => void
  private readonly clusters = new Map<number, Followed>()
  /** Reports of this turn of the event loop. */
  private outcomes: (number | string)[] = []

  constructor(post: (message: FromWorker) => void) {
    this.post = post
  }

  /** What the leading thread says. */
  learn(generation: number, news: ClusterNews): void {
    const { onNews, early } = this.of(generation)
    if (onNews === null) early.push(news)
    else onNews(news)
  }

  follow(generation: number, onNews: (news: ClusterNews) => void): () => void {
    const followed = this.of(generation)
    followed.onNews = onNews
    for (const news of followed.early.splice(0)) onNews(news)
    return () => {
      this.clusters.delete(generation)
    }
  }

  report(generation: number, host: string, outcome: number): void {
    if (this.outcomes.length === 0)
      setImmediate(() => {
        const list = this.outcomes
        this.outcomes = []
        this.post({ kind: 'outcomes', list })
      })
    this.outcomes.push(generation, host, outcome)
  }

  failHealth(generation: number, host: string): void {
    this.post({ kind: 'hostFailed', generation, host })
  }

  noteTraffic(generation: number): void {
    this.post({ kind: 'traffic', generation })
  }

  private of(generation: number): Followed {
    const known = this.clusters.get(generation)
    if (known !== undefined) return known
    const made: Followed = { onNews: null, early: [] }
    this.clusters.set(generation, made)
    return made
  }
}

/** Adapters against the real systems that they speak to. */
import { redisquotaScenarios } from '../adapters/redisquota.ts'
import type { OwnScenario } from '../runner.ts'

export const adapters: readonly OwnScenario[] = [...redisquotaScenarios]

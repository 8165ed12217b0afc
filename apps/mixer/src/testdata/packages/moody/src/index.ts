/** An adapter that misbehaves as its instances say: what a stranger's code may do. */
import process from 'node:process'
import {
  type Adapter,
  Code,
  defineAdapter,
  int32,
  message,
  OK,
  status,
} from '@flotilla/adapter-sdk'

interface Params {
  readonly validMs: number
}

export const moody: Adapter = defineAdapter<Params>({
  name: 'moody',
  description: 'Does what it is told, also what it should not',
  templates: ['listentry', 'quota', 'metric'],
  params: message<Params>({ validMs: int32(1_000) }),
  validate: ({ validMs }) =>
    validMs < 0 ? [{ path: 'validMs', message: 'must not be negative' }] : [],
  build: ({ validMs }, env, wiring) => {
    let reports = 0
    const kept: unknown[] = []
    const remove = env.outside.exposition.add(() => `moody_reports_total ${reports}\n`)
    return {
      async handleCheck(instance) {
        const mood = instance.template === 'listentry' ? String(instance.value) : ''
        if (mood === 'loop') for (;;) reports += 0
        if (mood === 'throw') throw new Error('in a bad mood')
        if (mood === 'exit') process.exit(3)
        if (mood === 'leak') for (;;) kept.push(new Array(100_000).fill(kept.length))
        if (mood === 'slow') await new Promise((resolve) => setTimeout(resolve, 60_000))
        if (mood === 'wait') await new Promise((resolve) => setTimeout(resolve, 150))
        const answer = mood === 'no' ? status(Code.permissionDenied, `no, ${wiring.handler}`) : OK
        return { status: answer, validDurationMs: validMs, validUseCount: 1 }
      },
      handleQuota: (_instance, { amount }) => ({
        status: OK,
        validDurationMs: validMs,
        amount: amount > 2n ? 2n : amount,
      }),
      handleReport: (instances) => {
        for (const instance of instances)
          if (instance.template === 'metric' && instance.value === 7n)
            reports += instance.dimensions.get('who') === 'mary' ? 1 : 0
      },
      close: () => remove(),
    }
  },
})

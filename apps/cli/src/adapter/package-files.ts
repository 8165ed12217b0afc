/** The files of a new adapter package, for one template. */
import type { TemplateName } from '@flotilla/adapter-sdk'

/** Instances' params for the rule of the package, as YAML below `params:`. */
const PARAMS: Readonly<Record<string, string>> = {
  metric: `
    value: "1"
    dimensions:
      source: source.workload.name | "unknown"
      destination: destination.workload.name | "unknown"
      code: response.code | 0`,
  logentry: `
    severity: '"info"'
    timestamp: request.time
    variables:
      path: request.path | "unknown"
      code: response.code | 0`,
  tracespan: `
    trace_id: request.headers["x-b3-traceid"] | "0"
    span_id: request.headers["x-b3-spanid"] | "0"
    span_name: destination.service.name | "unknown"
    start_time: request.time
    end_time: response.time`,
  edge: `
    timestamp: request.time
    source_workload_name: source.workload.name | "unknown"
    destination_workload_name: destination.workload.name | "unknown"`,
  listentry: `
    value: request.headers["x-user"] | ""`,
  authorization: `
    subject:
      user: source.user | ""
    action:
      method: request.method | ""
      path: request.url_path | ""`,
  apikey: `
    api: destination.service.name | ""
    api_key: request.headers["x-api-key"] | ""`,
  quota: `
    dimensions:
      user: request.headers["x-user"] | "nobody"`,
}

const REPORT = (name: string): string => `interface Params {
  /** Name of the counter on the page that Prometheus scrapes. */
  readonly counter: string
}

export const ${name}: Adapter = defineAdapter<Params>({
  name: '${name}',
  description: 'Counts the instances that it is sent',
  templates: [TEMPLATE],
  params: message<Params>({ counter: text('${name}_instances_total') }),
  validate: ({ counter }) =>
    /^[a-z_][a-z0-9_]*$/.test(counter) ? [] : [{ path: 'counter', message: 'is not a metric name' }],
  build: ({ counter }, env) => {
    const counts = new Map<string, number>()
    const remove = env.outside.exposition.add(() =>
      [...counts].map(([name, count]) => \`\${counter}{instance="\${name}"} \${count}\\n\`).join(''),
    )
    return {
      handleReport: (instances) => {
        for (const { name } of instances) counts.set(name, (counts.get(name) ?? 0) + 1)
      },
      close: () => remove(),
    }
  },
})
`

const CHECK = (name: string): string => `interface Params {
  readonly refuse: boolean
  /** What a caller is told who is refused. */
  readonly message: string
  /** How long an answer may be used again, ms. */
  readonly validFor: number
}

export const ${name}: Adapter = defineAdapter<Params>({
  name: '${name}',
  description: 'Lets requests pass, or not',
  templates: [TEMPLATE],
  params: message<Params>({ refuse: bool(), message: text('not today'), validFor: duration(5_000) }),
  build: ({ refuse, message: reason, validFor }) => ({
    handleCheck: () => ({
      status: refuse ? status(Code.permissionDenied, reason) : OK,
      validDurationMs: validFor,
      validUseCount: 1_000,
    }),
    close: () => undefined,
  }),
})
`

const QUOTA = (name: string): string => `interface Params {
  /** Most that one request is granted. */
  readonly maxAmount: number
}

export const ${name}: Adapter = defineAdapter<Params>({
  name: '${name}',
  description: 'Grants up to an amount at once',
  templates: [TEMPLATE],
  params: message<Params>({ maxAmount: int64(10) }),
  validate: ({ maxAmount }) =>
    maxAmount > 0 ? [] : [{ path: 'maxAmount', message: 'must be above 0' }],
  build: ({ maxAmount }) => {
    const most = BigInt(maxAmount)
    return {
      handleQuota: (_instance, { amount, isBestEffort }) => ({
        status: OK,
        validDurationMs: 1_000,
        amount: amount <= most ? amount : isBestEffort ? most : 0n,
      }),
      close: () => undefined,
    }
  },
})
`

interface Flavour {
  readonly imports: readonly string[]
  readonly code: (name: string) => string
  /** Params of the rule's handler, as YAML. */
  readonly handlerParams: string
  readonly accepted: string
  readonly refused: string
}

const FLAVOURS: Readonly<Record<'report' | 'check' | 'quota', Flavour>> = {
  report: {
    imports: ['type Adapter', 'defineAdapter', 'message', 'text'],
    code: REPORT,
    handlerParams: '{}',
    accepted: "{ name: 'a counter of its own', params: { counter: 'mine_total' } }",
    refused:
      "{ name: 'a name that is none', params: { counter: 'a b' }, path: 'spec.params.counter' }",
  },
  check: {
    imports: [
      'type Adapter',
      'bool',
      'Code',
      'defineAdapter',
      'duration',
      'message',
      'OK',
      'status',
      'text',
    ],
    code: CHECK,
    handlerParams: '{refuse: false}',
    accepted: "{ name: 'refusing', params: { refuse: true, validFor: '1s' } }",
    refused: "{ name: 'no duration', params: { validFor: 'soon' }, path: 'spec.params.validFor' }",
  },
  quota: {
    imports: ['type Adapter', 'defineAdapter', 'int64', 'message', 'OK'],
    code: QUOTA,
    handlerParams: '{maxAmount: 10}',
    accepted: "{ name: 'an amount', params: { maxAmount: 3 } }",
    refused:
      "{ name: 'nothing to grant', params: { maxAmount: 0 }, path: 'spec.params.maxAmount' }",
  },
}

/** Names of files to their text. @param sdk folder of the SDK. */
export function packageFiles(
  name: string,
  template: TemplateName,
  flavour: keyof typeof FLAVOURS,
  sdk: string,
): Readonly<Record<string, string>> {
  const { imports, code, handlerParams, accepted, refused } = FLAVOURS[flavour]
  const params = PARAMS[template] ?? ' {}'
  return {
    'package.json': `${JSON.stringify(
      {
        name,
        version: '0.1.0',
        private: true,
        type: 'module',
        exports: './src/index.ts',
        scripts: { build: 'tsc -p tsconfig.json', test: 'node --test' },
        dependencies: { '@flotilla/adapter-sdk': `file:${sdk}` },
      },
      null,
      2,
    )}\n`,
    'tsconfig.json': `${JSON.stringify(
      {
        compilerOptions: {
          strict: true,
          noUncheckedIndexedAccess: true,
          exactOptionalPropertyTypes: true,
          verbatimModuleSyntax: true,
          erasableSyntaxOnly: true,
          allowImportingTsExtensions: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2024',
          lib: ['es2024'],
          types: ['node'],
          skipLibCheck: true,
        },
        include: ['src'],
      },
      null,
      2,
    )}\n`,
    'src/index.ts': `/** The adapter ${name}. */
import {
${imports.map((one) => `  ${one},`).join('\n')}
} from '@flotilla/adapter-sdk'

const TEMPLATE = '${template}'

${code(name)}`,
    [`src/${name}.test.ts`]: `/** The adapter ${name}: held to what every adapter must do. */
import { adapterCompliance } from '@flotilla/adapter-sdk/compliance'
import { ${name} } from './index.ts'

adapterCompliance({
  adapter: ${name},
  schema: new URL('../schema.json', import.meta.url),
  accepted: [
    { name: 'defaults', params: {} },
    ${accepted},
  ],
  refused: [${refused}],
})
`,
    'rule.yaml': `# What the adapter is sent, and when: apply it after \`flotilla adapter install\`.
apiVersion: config.istio.io/v1alpha2
kind: handler
metadata:
  name: ${name}
  namespace: istio-system
spec:
  adapter: ${name}
  connection:
    address: module:${name}
    timeout: 2s
  params: ${handlerParams}
---
apiVersion: config.istio.io/v1alpha2
kind: instance
metadata:
  name: ${name}
  namespace: istio-system
spec:
  template: ${template}
  params:${params}
---
apiVersion: config.istio.io/v1alpha2
kind: rule
metadata:
  name: ${name}
  namespace: istio-system
spec:
  match: context.protocol == "http"
  actions:
    - handler: ${name}
      instances: [${name}]
`,
    'README.md': `# ${name}

An adapter of Mixer for the template \`${template}\`. It runs in a thread of its own inside Mixer: what it does wrong stays its own.

    npm run build                        # checks the types
    npm test                             # the compliance suite, and yours
    npx flotilla adapter install .       # into the running mesh
    npx flotilla apply -f rule.yaml

Params are declared in \`src/index.ts\`; \`UPDATE_GOLDEN=1 npm test\` writes their JSON Schema to \`schema.json\`.
`,
  }
}

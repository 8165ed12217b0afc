/** stdio: writes log entries and metrics as lines, to a standard stream or a file. */
import {
  type Adapter,
  type AdapterEnv,
  bool,
  choice,
  defineAdapter,
  type Handler,
  int32,
  type LineSink,
  map,
  message,
  type ParamViolation,
  type ReportInstance,
  text,
} from '@flotilla/adapter-sdk'
import { TimestampValue } from '@flotilla/attributes'
import { FlotillaError } from '@flotilla/errors'
import { FileSink } from './file-sink.ts'
import { LEVELS, type Level, levelLabel, severityLevels } from './level.ts'
import { jsonLine, type LineParts, plainLine } from './line.ts'

const STREAMS = { STDOUT: 0, STDERR: 1, FILE: 2, ROTATED_FILE: 3 } as const

interface StdioParams {
  readonly logStream: keyof typeof STREAMS
  readonly severityLevels: ReadonlyMap<string, Level>
  readonly metricLevel: Level
  readonly outputAsJson: boolean
  readonly outputLevel: Level
  readonly outputPath: string
  readonly maxMegabytesBeforeRotation: number
  readonly maxDaysBeforeRotation: number
  readonly maxRotatedFiles: number
}

const params = message<StdioParams>({
  logStream: choice(STREAMS, 'STDOUT'),
  severityLevels: map(choice(LEVELS, 'INFO')),
  metricLevel: choice(LEVELS, 'INFO'),
  outputAsJson: bool(true),
  outputLevel: choice(LEVELS, 'INFO'),
  outputPath: text(),
  maxMegabytesBeforeRotation: int32(100),
  maxDaysBeforeRotation: int32(30),
  maxRotatedFiles: int32(1_000),
})

const BYTES_PER_MEGABYTE = 1024 * 1024

export const stdio: Adapter = defineAdapter<StdioParams>({
  name: 'stdio',
  description: 'Writes log entries and metrics as lines',
  templates: ['logentry', 'metric'],
  params,
  validate,
  async build(config, env) {
    const file = isFile(config) ? await openFile(config, env) : null
    const stream = config.logStream === 'STDERR' ? env.outside.stderr : env.outside.stdout
    return new StdioHandler(config, env, file ?? stream, file)
  },
})

class StdioHandler implements Handler {
  private readonly config: StdioParams
  private readonly env: AdapterEnv
  private readonly sink: LineSink
  private readonly file: FileSink | null
  private readonly levels: ReadonlyMap<string, Level>

  constructor(config: StdioParams, env: AdapterEnv, sink: LineSink, file: FileSink | null) {
    this.config = config
    this.env = env
    this.sink = sink
    this.file = file
    this.levels = severityLevels(config.severityLevels)
  }

  handleReport(instances: readonly ReportInstance[]): void {
    let dropped = 0
    for (const instance of instances) {
      const level = this.levelOf(instance)
      // Istio 1.4 reads output_level and does not filter by it.
      if (LEVELS[level] < LEVELS[this.config.outputLevel]) continue
      const parts = this.partsOf(instance, levelLabel(level))
      if (parts === null) continue
      const line = this.config.outputAsJson ? jsonLine(parts) : plainLine(parts)
      if (!this.sink.writeLine(line)) dropped++
    }
    if (dropped > 0)
      throw new FlotillaError(
        'FLT_ADAPTER_FAILED',
        `${dropped} lines dropped, too much output waits`,
      )
  }

  close(): Promise<void> | void {
    return this.file?.close()
  }

  private levelOf(instance: ReportInstance): Level {
    if (instance.template !== 'logentry') return this.config.metricLevel
    return this.levels.get(instance.severity) ?? 'INFO'
  }

  private partsOf(instance: ReportInstance, level: string): LineParts | null {
    const { name } = instance
    if (instance.template === 'logentry')
      return {
        level,
        time: instance.timestamp ?? this.now(),
        instance: name,
        value: null,
        variables: instance.variables,
      }
    if (instance.template !== 'metric') return null
    return {
      level,
      time: this.now(),
      instance: name,
      value: { value: instance.value },
      variables: instance.dimensions,
    }
  }

  private now(): TimestampValue {
    return TimestampValue.fromWallMs(this.env.clock.wallMs())
  }
}

function isFile(config: StdioParams): boolean {
  return config.logStream === 'FILE' || config.logStream === 'ROTATED_FILE'
}

function openFile(config: StdioParams, env: AdapterEnv): Promise<FileSink> {
  const rotation = {
    maxBytes: config.maxMegabytesBeforeRotation * BYTES_PER_MEGABYTE,
    maxDays: config.maxDaysBeforeRotation,
    maxFiles: config.maxRotatedFiles,
  }
  return FileSink.open(env, config.outputPath, config.logStream === 'FILE' ? null : rotation)
}

function validate(config: StdioParams): ParamViolation[] {
  const violations: ParamViolation[] = []
  if (isFile(config) && config.outputPath === '')
    violations.push({ path: 'outputPath', message: `is required for ${config.logStream}` })
  if (!isFile(config) && config.outputPath !== '')
    violations.push({ path: 'outputPath', message: `means nothing for ${config.logStream}` })
  if (config.maxMegabytesBeforeRotation < 1)
    violations.push({ path: 'maxMegabytesBeforeRotation', message: 'must be at least 1' })
  if (config.maxDaysBeforeRotation < 0)
    violations.push({ path: 'maxDaysBeforeRotation', message: 'must not be negative' })
  if (config.maxRotatedFiles < 0)
    violations.push({ path: 'maxRotatedFiles', message: 'must not be negative' })
  return violations
}

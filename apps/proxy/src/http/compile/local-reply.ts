/** LocalReplyConfig messages. */
import type { LocalReplyConfig, ResponseMapper, SubstitutionFormatString } from '@flotilla/proto'
import { dataSourceText } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { checkFormatters } from '../../telemetry/access-log/formatters.ts'
import { compileJsonFormat, compileTextFormat } from '../../telemetry/access-log/line-format.ts'
import { compileLogFilter } from '../../telemetry/access-log/log-filter.ts'
import { LocalReplyMapper, type ReplyFormat, type ReplyMapper } from '../local-reply-mapper.ts'
import { levelMutations } from './header-mutations.ts'

export function compileLocalReplies(
  message: LocalReplyConfig | null,
  random: () => number,
  at: Violations,
): LocalReplyMapper | null {
  if (message === null) return null
  const mappers = message.mappers.map((one, i) => mapperOf(one, random, at.at('mappers', i)))
  return new LocalReplyMapper(mappers, formatOf(message.bodyFormat, at.at('body_format')))
}

function mapperOf(message: ResponseMapper, random: () => number, at: Violations): ReplyMapper {
  if (message.filter === null) at.at('filter').add('is required')
  const status = message.statusCode ?? 0
  if (message.statusCode !== null && (status < 200 || status >= 600))
    at.at('status_code').add('must be 200 to 599')
  return {
    matches: compileLogFilter(message.filter, random, at.at('filter')),
    status,
    body: message.body === null ? null : dataSourceText(message.body, at.at('body')),
    format: formatOf(message.bodyFormatOverride, at.at('body_format_override')),
    headers: levelMutations({ toAdd: message.headersToAdd, toRemove: [] }, 'response', at),
  }
}

export function formatOf(
  message: SubstitutionFormatString | null,
  at: Violations,
): ReplyFormat | null {
  if (message === null) return null
  checkFormatters(message.formatters, at)
  const { contentType, omitEmptyValues } = message
  if (message.jsonFormat !== null) {
    const render = compileJsonFormat(message.jsonFormat, omitEmptyValues, at.at('json_format'))
    if (render === null) return null
    return { contentType: contentType === '' ? 'application/json' : contentType, render }
  }
  const text =
    message.textFormatSource === null
      ? message.textFormat
      : dataSourceText(message.textFormatSource, at.at('text_format_source'))
  if (text === null) {
    at.add('names no format')
    return null
  }
  const render = compileTextFormat(text, omitEmptyValues, at)
  if (render === null) return null
  return { contentType: contentType === '' ? 'text/plain' : contentType, render }
}

/** Path normalization and authority parsing, the only place that does either. */
export {
  type AbsoluteTarget,
  type Authority,
  parseAbsoluteTarget,
  parseAuthority,
  portOffset,
  withoutPort,
} from './authority.ts'
export {
  EscapedSlashes,
  type NormalizedPath,
  normalizePath,
  type PathOptions,
  withoutQuery,
} from './path.ts'
export {
  type ParsedPathTemplate,
  type PathTemplate,
  PathTemplateTable,
  parsePathTemplate,
  type TemplateEntry,
} from './path-template.ts'

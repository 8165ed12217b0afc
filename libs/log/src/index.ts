/** Log scopes over pino: constant messages, data in fields, strings from outside escaped and cut. */
export {
  type Fields,
  type LogLevel,
  type LogScope,
  type LogThreshold,
  scope,
  scopeLevels,
  setLogLevel,
  setScopeLevel,
} from './scope.ts'

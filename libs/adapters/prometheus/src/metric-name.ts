/** Names as Prometheus takes them, made from the names of configuration as Istio 1.4 does. */

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** Strips a leading `/`, turns `/`, `.` and space into `_`, drops `-`. */
export function safeName(name: string): string {
  return name.replace(/^\//, '').replace(/[/. ]/g, '_').replaceAll('-', '')
}

export function isMetricName(name: string): boolean {
  return METRIC_NAME.test(name)
}

/** Names that start with `__` belong to Prometheus itself. */
export function isLabelName(name: string): boolean {
  return LABEL_NAME.test(name) && !name.startsWith('__')
}

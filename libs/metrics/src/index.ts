/** Metric registration over prom-client for control planes, and typed counters rendered in the same format for the data path. */
export { Counter, Gauge, Histogram, Registry } from 'prom-client'
export {
  CounterFamily,
  GaugeFamily,
  HistogramFamily,
  type MetricFamily,
  renderExposition,
} from './typed.ts'

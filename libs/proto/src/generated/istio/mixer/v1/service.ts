/** Generated from istio/mixer/v1/service.proto by `npm run gen`; do not edit. */
import { CheckRequest, CheckResponse } from './check.ts'
import { ReportRequest, ReportResponse } from './report.ts'
import { type ServiceMethod, method } from '../../../../service.ts'

/** istio.mixer.v1.Mixer */
export const MixerService: {
  readonly check: ServiceMethod<CheckRequest, CheckResponse>
  readonly report: ServiceMethod<ReportRequest, ReportResponse>
} = {
  check: method('/istio.mixer.v1.Mixer/Check', CheckRequest, CheckResponse, false, false),
  report: method('/istio.mixer.v1.Mixer/Report', ReportRequest, ReportResponse, false, false),
}

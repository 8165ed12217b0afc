/** The istio.mixer.v1.Mixer service: who may call, how much at once, and then the call itself on the table in force. */
import { type ServiceBinding, unary } from '@flotilla/grpc'
import { CheckRequest, MixerService, ReportRequest } from '@flotilla/proto'
import { answerCheck } from '../check/check-call.ts'
import { answerReport } from '../report/report-call.ts'
import { type AdmittedOptions, admitted, raw } from './admitted.ts'

export type MixerServiceOptions = AdmittedOptions

const RAW_SERVICE = {
  check: raw(MixerService.check),
  report: raw(MixerService.report),
}

export function mixerService(options: MixerServiceOptions): ServiceBinding {
  const { environment } = options
  return {
    definition: RAW_SERVICE,
    implementation: {
      check: unary((bytes: Uint8Array, context) =>
        admitted(options, 'check', bytes, context, () =>
          answerCheck(environment, CheckRequest.decode(bytes)),
        ),
      ),
      report: unary((bytes: Uint8Array, context) =>
        admitted(options, 'report', bytes, context, () => {
          const request = ReportRequest.decode(bytes)
          options.metrics.reported(request.attributes.length)
          return answerReport(environment, request)
        }),
      ),
    },
  }
}

/** The flotilla.mixer.v1.RollUps service: reports that proxies summed up. */
import { type ServiceBinding, unary } from '@flotilla/grpc'
import { RollUpRequest, RollUpsService } from '@flotilla/proto'
import { type AdmittedOptions, admitted, raw } from '../rpc/admitted.ts'
import { answerRollUp } from './roll-up-call.ts'

const RAW_SERVICE = { report: raw(RollUpsService.report) }

export function rollUpService(options: AdmittedOptions): ServiceBinding {
  return {
    definition: RAW_SERVICE,
    implementation: {
      report: unary((bytes: Uint8Array, context) =>
        admitted(options, 'rollUp', bytes, context, () => {
          const request = RollUpRequest.decode(bytes)
          options.metrics.reported(
            request.groups.reduce((sum, { count }) => sum + Math.max(0, count), 0),
          )
          return answerRollUp(options.environment, request)
        }),
      ),
    },
  }
}

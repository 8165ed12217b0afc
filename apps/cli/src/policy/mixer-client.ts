/** A client of Mixer for the command line: of the running mesh, with a certificate of its own, or of a plaintext port. */
import { join } from 'node:path'
import process from 'node:process'
import { type AttributeBag, encodeAttributes, GLOBAL_WORD_COUNT } from '@flotilla/attributes'
import { FlotillaError } from '@flotilla/errors'
import { type Channel, openChannel } from '@flotilla/grpc'
import { IdentityAgent } from '@flotilla/identity'
import {
  CheckRequest,
  CheckRequestQuotaParams,
  type CheckResponse,
  CompressedAttributes,
  MixerService,
  ReportRequest,
  ReportRequestRepeatedAttributesSemantics,
} from '@flotilla/proto'
import { systemClock } from '@flotilla/time'
import { CONTROL_NAMESPACE, spiffeId } from '../mesh/bootstrap.ts'
import { sendJson, socketTarget } from '../mesh/http.ts'
import { layoutOf } from '../mesh/layout.ts'
import { Records } from '../mesh/record.ts'

const TRUST_DOMAIN = 'cluster.local'
const TOKEN_TTL_SEC = 60
const CERTIFICATE_TTL_SEC = 600
const ACCOUNT = 'flotilla-cli'

export class MixerClient {
  private readonly channel: Channel
  private readonly agent: IdentityAgent | null

  private constructor(channel: Channel, agent: IdentityAgent | null) {
    this.channel = channel
    this.agent = agent
  }

  /** @param address `host:port` in plaintext; null: the mixer of the mesh in the state directory. */
  static async open(address: string | null, stateDir: string): Promise<MixerClient> {
    if (address !== null)
      return new MixerClient(
        openChannel({ target: address, identity: null, expectedServerIds: [], plaintext: true }),
        null,
      )
    const layout = layoutOf(stateDir)
    const records = new Records(layout)
    records.mesh() // says so where none runs
    const addressOf = (kind: string): string => {
      const found = records.processes().find((one) => one.kind === kind)?.addresses['grpc']
      if (found === undefined)
        throw new FlotillaError('FLT_NOT_RUNNING', `${kind} is not ready; see flotilla status`)
      return found
    }
    const own = spiffeId(TRUST_DOMAIN, CONTROL_NAMESPACE, ACCOUNT)
    const { token } = await sendJson<{ token: string }>(
      socketTarget(join(layout.sockets, 'citadel.sock')),
      'POST',
      '/v1/tokens',
      { spiffeId: own, ttlSec: TOKEN_TTL_SEC },
    )
    const agent = new IdentityAgent({
      spiffeId: own,
      caAddress: addressOf('citadel'),
      joinToken: token,
      rootsPem: null,
      ttlSec: CERTIFICATE_TTL_SEC,
      keyStoreDir: null,
      clock: systemClock,
    })
    await agent.start()
    const mixer = spiffeId(TRUST_DOMAIN, CONTROL_NAMESPACE, 'istio-mixer-service-account')
    const channel = openChannel({
      target: addressOf('mixer'),
      identity: agent,
      expectedServerIds: [mixer],
    })
    return new MixerClient(channel, agent)
  }

  check(bag: AttributeBag, quotas: ReadonlyMap<string, bigint>): Promise<CheckResponse> {
    const request = CheckRequest.create({
      attributes: compressed(bag),
      globalWordCount: GLOBAL_WORD_COUNT,
      deduplicationId: `cli-${process.pid}-${Date.now()}`,
      quotas: new Map(
        [...quotas].map(([name, amount]) => [
          name,
          CheckRequestQuotaParams.create({ amount, bestEffort: false }),
        ]),
      ),
    })
    return this.channel.unary(MixerService.check, request)
  }

  async report(bag: AttributeBag, times: number): Promise<void> {
    const attributes = Array.from({ length: times }, () => compressed(bag))
    await this.channel.unary(
      MixerService.report,
      ReportRequest.create({
        attributes,
        globalWordCount: GLOBAL_WORD_COUNT,
        repeatedAttributesSemantics: ReportRequestRepeatedAttributesSemantics.INDEPENDENT_ENCODING,
      }),
    )
  }

  close(): void {
    this.channel.close()
    this.agent?.close()
  }
}

function compressed(bag: AttributeBag): CompressedAttributes {
  return CompressedAttributes.decode(encodeAttributes(bag))
}

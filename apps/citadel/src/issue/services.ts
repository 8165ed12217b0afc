/** The two certificate services of Istio, both in front of the one signing desk. */
import { FlotillaError, messageOf } from '@flotilla/errors'
import { type CallContext, type ServiceBinding, unary } from '@flotilla/grpc'
import {
  type CsrRequest,
  type CsrResponse,
  IstioCAService,
  type IstioCertificateRequest,
  type IstioCertificateResponse,
  IstioCertificateService,
  type ServiceMethod,
} from '@flotilla/proto'
import type { Signed } from './certificate-authority.ts'
import type { SigningDesk } from './signing-desk.ts'

/** What cannot be decoded reaches the handler as its error: grpc-js alone would answer INTERNAL and close nothing. */
type Decoded<T> = T | FlotillaError

/** Both services, to be served on one port. */
export function certificateServices(desk: SigningDesk): readonly ServiceBinding[] {
  return [
    {
      definition: { createCertificate: tolerant(IstioCertificateService.createCertificate) },
      implementation: {
        createCertificate: unary((request: Decoded<IstioCertificateRequest>, context) =>
          createCertificate(desk, decoded(request), context),
        ),
      },
    },
    {
      definition: { handleCSR: tolerant(IstioCAService.handleCSR) },
      implementation: {
        handleCSR: unary((request: Decoded<CsrRequest>, context) =>
          handleCsr(desk, decoded(request), context),
        ),
      },
    },
  ]
}

function createCertificate(
  desk: SigningDesk,
  request: IstioCertificateRequest,
  context: CallContext,
): IstioCertificateResponse {
  // Impersonation needs proof of which node asks; without Kubernetes nobody can give it.
  if (request.metadata !== null && 'ImpersonatedIdentity' in request.metadata)
    throw desk.refuse(context, 'impersonation is not offered')
  const signed = desk.sign(
    { csrPem: request.csr, requestedSec: request.validityDuration, mustNameIdentity: false },
    context,
  )
  return { certChain: [signed.leafPem, ...signed.intermediatesPem, signed.rootsPem] }
}

function handleCsr(desk: SigningDesk, request: CsrRequest, context: CallContext): CsrResponse {
  const signed = desk.sign(
    {
      csrPem: Buffer.from(request.csrPem).toString('latin1'),
      requestedSec: request.requestedTtlMinutes * 60,
      mustNameIdentity: true,
    },
    context,
  )
  return {
    isApproved: true,
    status: { code: 0, message: 'OK', details: [] },
    signedCert: Buffer.from(signed.leafPem, 'latin1'),
    certChain: Buffer.from(above(signed), 'latin1'),
  }
}

function above(signed: Signed): string {
  return [...signed.intermediatesPem, signed.rootsPem].join('')
}

function decoded<T>(request: Decoded<T>): T {
  if (request instanceof FlotillaError) throw request
  return request
}

function tolerant<Request, Response>(
  method: ServiceMethod<Request, Response>,
): ServiceMethod<Decoded<Request>, Response> {
  return {
    ...method,
    requestSerialize: (value) => method.requestSerialize(decoded(value)),
    requestDeserialize: (bytes) => {
      try {
        return method.requestDeserialize(bytes)
      } catch (cause) {
        return new FlotillaError('FLT_PROTO_MALFORMED', messageOf(cause), { cause })
      }
    },
  }
}

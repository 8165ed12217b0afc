/** xDS stream state machines (subscribe, nonce, ACK, NACK), both ends. */
export { AdsClient, type AdsClientOptions, type ClientState } from './client.ts'
export type { AppliedUpdate, ReceivedResource, TypeUpdate } from './client-variant.ts'
export type { Acknowledgement, Admission, AdsHandler, AdsResource, Rejection } from './handler.ts'
export { mergeUpdates, type PushUpdate, type Scope } from './push-update.ts'
export { AdsServer, type AdsServerOptions, type ClientStatus } from './server.ts'
export type { TypeStatus } from './session.ts'
export {
  inPushOrder,
  isWholeSet,
  isWildcardWhenEmpty,
  MAX_RESPONSE_BYTES,
  shortTypeName,
  TypeUrl,
} from './type-urls.ts'

/** The table of error codes, each with the HTTP and gRPC status an edge answers with. docs/errors.md is held equal to it by a test. */

export interface CodeInfo {
  /** HTTP status an edge answers with. */
  readonly http: number
  /** gRPC status code an edge answers with. */
  readonly grpc: number
  /** One sentence for the person who reads it, without a full stop. */
  readonly means: string
}

export const CODES = {
  FLT_BUG: { http: 500, grpc: 13, means: 'a broken invariant inside Flotilla; please report it' },
  FLT_CONFIG_SYNTAX: { http: 422, grpc: 3, means: 'a configuration text cannot be parsed' },
  FLT_CONFIG_INVALID: {
    http: 422,
    grpc: 3,
    means: 'a configuration object breaks a rule of its kind',
  },
  FLT_CONFIG_REFERENCE: {
    http: 422,
    grpc: 3,
    means: 'a configuration object names another that does not exist',
  },
  FLT_CONFIG_CONFLICT: {
    http: 409,
    grpc: 10,
    means: 'the configuration changed since it was read',
  },
  FLT_STORE_FAILED: {
    http: 503,
    grpc: 14,
    means: 'the configuration store cannot be read or written',
  },
  FLT_PROTO_MALFORMED: {
    http: 400,
    grpc: 3,
    means: 'bytes are not a valid message of the expected type',
  },
  FLT_PROTO_JSON: {
    http: 422,
    grpc: 3,
    means: 'a JSON or YAML value does not fit the message type',
  },
  FLT_X509_MALFORMED: {
    http: 400,
    grpc: 3,
    means: 'bytes are not a valid certificate, key or signing request',
  },
  FLT_X509_UNTRUSTED: {
    http: 403,
    grpc: 16,
    means: 'a certificate does not verify against the trusted roots',
  },
  FLT_SPIFFE_MALFORMED: { http: 400, grpc: 3, means: 'a text is not a SPIFFE ID' },
  FLT_CSR_REFUSED: {
    http: 400,
    grpc: 3,
    means: 'a signing request asks for what its caller may not have',
  },
  FLT_TOKEN_REFUSED: {
    http: 401,
    grpc: 16,
    means: 'a join token is malformed, expired, used or for another identity',
  },
  FLT_IDENTITY_UNAVAILABLE: {
    http: 503,
    grpc: 14,
    means: 'no valid certificate could be obtained',
  },
  FLT_LIMIT_EXCEEDED: {
    http: 429,
    grpc: 8,
    means: 'a caller asks more often, or for more, than it may; it may try again later',
  },
  FLT_PEER_REFUSED: { http: 403, grpc: 7, means: 'the caller is authenticated but not authorised' },
  FLT_RPC_FAILED: { http: 503, grpc: 14, means: 'a call to another part failed' },
  FLT_RPC_DEADLINE: {
    http: 504,
    grpc: 4,
    means: 'a call to another part took longer than its deadline',
  },
  FLT_BOOTSTRAP_INVALID: { http: 500, grpc: 3, means: 'a proxy bootstrap file cannot be used' },
  FLT_XDS_UNSUPPORTED: {
    http: 500,
    grpc: 12,
    means: 'a resource uses a field that this proxy does not implement',
  },
  FLT_XDS_INVALID: { http: 500, grpc: 3, means: 'a resource breaks a rule of its type' },
  FLT_EXPR_SYNTAX: { http: 422, grpc: 3, means: 'an expression cannot be parsed' },
  FLT_EXPR_TYPE: { http: 422, grpc: 3, means: 'an expression does not type-check' },
  FLT_ADAPTER_CONFIG: { http: 422, grpc: 3, means: 'the parameters of a handler are not valid' },
  FLT_ADAPTER_FAILED: { http: 500, grpc: 13, means: 'an adapter failed to handle an instance' },
  FLT_PORT_IN_USE: { http: 500, grpc: 6, means: 'an address is already in use' },
  FLT_PERMISSION: { http: 403, grpc: 7, means: 'the operating system refused an operation' },
  FLT_TOOL_MISSING: {
    http: 500,
    grpc: 12,
    means: 'a program that this mode needs is not installed',
  },
  FLT_WORKER_LOST: { http: 500, grpc: 13, means: 'a thread that served connections is gone' },
  FLT_PLATFORM: { http: 500, grpc: 12, means: 'this machine cannot do what was asked' },
  FLT_NO_ADDRESS: { http: 500, grpc: 8, means: 'no free address is left' },
  FLT_NOT_RUNNING: { http: 503, grpc: 14, means: 'the mesh is not running' },
  FLT_NOT_FOUND: { http: 404, grpc: 5, means: 'what was named does not exist' },
  FLT_EXISTS: { http: 409, grpc: 6, means: 'what was to be made exists already' },
  FLT_USAGE: { http: 400, grpc: 3, means: 'the command line is not valid' },
} as const

export type ErrorCode = keyof typeof CODES

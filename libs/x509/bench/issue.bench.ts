/** How many certificate requests one core parses, checks and answers; prints one line. */
import { randomBytes } from 'node:crypto'
import process from 'node:process'
import {
  certificatePem,
  checkCsrProfile,
  createCsr,
  generateKey,
  issueLeaf,
  issueSelfSignedCa,
  parseCsr,
  publicHalfOf,
  unwrap,
  verifyPeer,
} from '../src/index.ts'

const ROUNDS = 2_000
const BUDGET_PER_SEC = 3_000
const ID = 'spiffe://cluster.local/ns/default/sa/bookinfo-reviews'
const nowMs = Date.now()
const validity = { notBeforeMs: nowMs - 120_000, notAfterMs: nowMs + 86_400_000 }

const caKey = generateKey()
const issuer = {
  certificate: issueSelfSignedCa(
    {
      ...validity,
      organization: 'cluster.local',
      publicKey: unwrap(publicHalfOf(caKey)),
      serial: randomBytes(16),
    },
    caKey,
  ),
  key: caKey,
}
const pem = createCsr(ID, generateKey())

function answer(): Buffer {
  const csr = unwrap(parseCsr(pem))
  unwrap(checkCsrProfile(csr, [ID]))
  const leaf = issueLeaf(
    { ...validity, publicKey: csr.publicKey, spiffeId: ID, serial: randomBytes(16) },
    issuer,
  )
  certificatePem(leaf)
  return leaf.der
}

function perCpuSecond(work: () => unknown): number {
  for (let i = 0; i < ROUNDS / 4; i++) work()
  const before = process.cpuUsage()
  for (let i = 0; i < ROUNDS; i++) work()
  const used = process.cpuUsage(before)
  return Math.round(ROUNDS / ((used.user + used.system) / 1e6))
}

const issued = perCpuSecond(answer)
const bundles = new Map([['cluster.local', [issuer.certificate]]])
const leaf = answer()
const verified = perCpuSecond(() => verifyPeer([leaf], bundles, nowMs))
process.stdout.write(
  `x509: ${issued} CSR/s per core issued (budget ${BUDGET_PER_SEC}), ${verified} peers/s verified\n`,
)
if (issued < BUDGET_PER_SEC) process.exitCode = 1

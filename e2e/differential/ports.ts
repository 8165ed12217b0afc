/** Ports of one proxy's run, and their names in everything that is compared. */

/** Names that stand in bootstraps: listeners, HTTP origins, a TLS, an HTTP/2, a raw and a frame origin, a port where nothing listens. */
export const PORT_NAMES = [
  'L0',
  'L1',
  'L2',
  'L3',
  'O0',
  'O1',
  'O2',
  'OT',
  'OH',
  'OR',
  'OF',
  'DEAD',
  'ADMIN',
] as const
export type PortName = (typeof PORT_NAMES)[number]
export type Ports = Readonly<Record<PortName, number>>

const PORTS_PER_SIDE = 20

/** @param slot distinguishes proxies that run at the same time. */
export function portsOf(base: number, slot: number): Ports {
  const first = base + slot * PORTS_PER_SIDE
  return Object.fromEntries(PORT_NAMES.map((name, i) => [name, first + i])) as Ports // one entry per name
}

/** The bootstrap's text with its placeholders filled in: `"@L0"` becomes a number, `@{L0}` inside a string its digits. */
export function fill(
  config: unknown,
  ports: Ports,
  files: Readonly<Record<string, string>>,
): string {
  return JSON.stringify(config)
    .replaceAll(/"@([A-Z0-9]+)"/g, (whole, name: string) =>
      name in ports ? String(ports[name as PortName]) : whole,
    )
    .replaceAll(/@\{([A-Za-z0-9]+)\}/g, (_, name: string) =>
      name in ports ? String(ports[name as PortName]) : (files[name] ?? ''),
    )
}

const PROXY_V2 = '\r\n\r\n\0\r\nQUIT\n'
/** Where the two ports stand after two IPv4 addresses. */
const V2_PORTS_AT = 24

function maskedProxyV2(text: string, ports: Ports, clientPort: number): string {
  const bytes = Buffer.from(text, 'latin1')
  if (bytes.length < V2_PORTS_AT + 4 || bytes.readUInt16BE(V2_PORTS_AT) !== clientPort) return text
  const to = bytes.readUInt16BE(V2_PORTS_AT + 2)
  const name = PORT_NAMES.find((one) => ports[one] === to) ?? String(to)
  return `${text.slice(0, V2_PORTS_AT)}<client><${name}>${text.slice(V2_PORTS_AT + 4)}`
}

/** Text with the run's own ports replaced by their names, so that two runs compare. */
export function masked(text: string, ports: Ports, clientPort: number): string {
  if (text.startsWith(PROXY_V2)) return maskedProxyV2(text, ports, clientPort)
  if (!/\d{5}/.test(text)) return text
  let result = text
  for (const name of PORT_NAMES) result = result.replaceAll(String(ports[name]), `<${name}>`)
  if (clientPort <= 0) return result
  return result
    .replaceAll(`:${clientPort}`, ':<client>')
    .replace(/^(PROXY TCP\d \S+ \S+) (\d+)/, (whole, head: string, port: string) =>
      port === String(clientPort) ? `${head} <client>` : whole,
    )
}

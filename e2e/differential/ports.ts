/** Ports of one proxy's run, and their names in everything that is compared. */

/** Names that stand in bootstraps: listeners, HTTP origins, a TLS, an HTTP/2 and a raw origin, a port where nothing listens. */
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

/** Text with the run's own ports replaced by their names, so that two runs compare. */
export function masked(text: string, ports: Ports, clientPort: number): string {
  if (!/\d{5}/.test(text)) return text
  let result = text
  for (const name of PORT_NAMES) result = result.replaceAll(String(ports[name]), `<${name}>`)
  return clientPort > 0 ? result.replaceAll(`:${clientPort}`, ':<client>') : result
}

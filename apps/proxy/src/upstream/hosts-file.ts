/** What the machine itself says of a name: its hosts file, and that `localhost` is this machine (RFC 6761 §6.3). */
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { systemCodeOf } from '@flotilla/errors'

export const HOSTS_FILE = '/etc/hosts'

/** Addresses of the family (0: of both) in the order of the file; empty where it does not know the name. */
export async function fromHostsFile(
  name: string,
  family: 0 | 4 | 6,
  file: string = HOSTS_FILE,
): Promise<readonly string[]> {
  const wanted = name.toLowerCase()
  const found = addressesOf(wanted, await textOf(file))
  const isLocal = wanted === 'localhost' || wanted.endsWith('.localhost')
  const all = found.length === 0 && isLocal ? ['127.0.0.1', '::1'] : found
  return all.filter((address) => family === 0 || isIP(address) === family)
}

function addressesOf(name: string, text: string): readonly string[] {
  const addresses = new Set<string>()
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (isIP(address) !== 0 && names.some((one) => one.toLowerCase() === name))
      addresses.add(address)
  }
  return [...addresses]
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return ''
    throw error
  }
}

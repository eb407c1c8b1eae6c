/** Whether the machine runs on its battery, as Linux and macOS tell; elsewhere nobody knows. */
import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const SUPPLIES = '/sys/class/power_supply'

/** Null when the system does not say. */
export async function isOnBattery(
  platform: NodeJS.Platform = process.platform,
): Promise<boolean | null> {
  if (platform === 'linux') return readSupplies(SUPPLIES)
  if (platform !== 'darwin') return null
  try {
    const { stdout } = await promisify(execFile)('pmset', ['-g', 'batt'], { timeout: 5_000 })
    return readPmset(stdout)
  } catch {
    return null
  }
}

/** True when a battery of the machine itself is being emptied. */
export async function readSupplies(folder: string): Promise<boolean | null> {
  const read = async (supply: string, name: string): Promise<string> =>
    (await readFile(join(folder, supply, name), 'utf8').catch(() => '')).trim()
  const supplies = await readdir(folder).catch(() => [])
  let known = false
  for (const supply of supplies) {
    if ((await read(supply, 'type')) !== 'Battery') continue
    // The battery of a mouse is none of the machine's.
    if ((await read(supply, 'scope')) === 'Device') continue
    known = true
    if ((await read(supply, 'status')) === 'Discharging') return true
  }
  return known ? false : null
}

export function readPmset(text: string): boolean | null {
  const [, source] = /drawing from '([^']+)'/.exec(text) ?? []
  return source === undefined ? null : source === 'Battery Power'
}

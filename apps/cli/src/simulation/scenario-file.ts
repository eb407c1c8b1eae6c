/** Scenarios by name or from a file, YAML or JSON, checked key by key. */
import { createReadStream } from 'node:fs'
import { GridError, decodeUtf8, isGridError } from '@pumasi/domain'
import { builtInScenarios, parseScenario } from '@pumasi/simulator'
import type { Scenario } from '@pumasi/simulator'
import { parse } from 'yaml'

/** Far more than a hundred classes of hosts need. */
const FILE_BYTES_MAX = 1024 * 1024

export const scenarioNames: readonly string[] = Object.keys(builtInScenarios)

/**
 * Reads what `--scenario` names.
 * @throws `SCENARIO_MISSING`, `SCENARIO_INVALID` naming the first key that is wrong
 */
export async function readScenario(nameOrPath: string): Promise<Scenario> {
  if (Object.hasOwn(builtInScenarios, nameOrPath)) {
    return parseScenario(builtInScenarios[nameOrPath])
  }
  return parseScenario(readDocument(await readBounded(nameOrPath), nameOrPath))
}

async function readBounded(path: string): Promise<Uint8Array> {
  const parts: Buffer[] = []
  try {
    // One byte more than allowed is enough to know; a device would never end.
    const stream = createReadStream(path, { end: FILE_BYTES_MAX }) as AsyncIterable<Buffer>
    for await (const part of stream) parts.push(part)
  } catch (cause) {
    throw new GridError(
      'SCENARIO_MISSING',
      `found neither a scenario nor a readable file ${path}`,
      {
        hint: `Give a file, or one of ${scenarioNames.join(', ')}.`,
        details: { path, expected: scenarioNames },
        cause,
      },
    )
  }
  const bytes = Buffer.concat(parts)
  if (bytes.length > FILE_BYTES_MAX) throw invalid(path, `more than ${FILE_BYTES_MAX} bytes`)
  return bytes
}

function readDocument(bytes: Uint8Array, path: string): unknown {
  try {
    // Aliases can expand without bound; a scenario needs none.
    return parse(decodeUtf8(bytes), { maxAliasCount: 0, uniqueKeys: true, logLevel: 'error' })
  } catch (error) {
    const [line] = (isGridError(error) ? error.message : String(error)).split('\n')
    throw invalid(path, line ?? 'broken YAML')
  }
}

const invalid = (path: string, found: string): GridError =>
  new GridError('SCENARIO_INVALID', `found in ${path}, ${found}`, {
    hint: 'docs/trust.md lists every key of a scenario with its form.',
    details: { path, found },
  })

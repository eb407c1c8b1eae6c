/**
 * Pages printed from the sources. `--write` renews the file, otherwise the page goes to stdout;
 * a test compares the page with the file, so that neither can be edited alone.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { workspace } from './files.ts'

export function printPage(path: string, page: string): void {
  const { values } = parseArgs({ options: { write: { type: 'boolean' } } })
  if (values.write) writeFileSync(workspace + path, page)
  else process.stdout.write(page)
}

/** Gallery: every program's demo on a grid that is lied to, and what came out. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { pictureUrl } from '@pumasi/programs/gallery'
import type { GridRun } from '@pumasi/programs/gallery'
import { runCommand } from '../named-run/command.ts'
import { runOnGrid } from './grid-run.ts'
import type { GridOutcome } from './grid-run.ts'
import { readOptions, usage } from './options.ts'
import type { GalleryOptions } from './options.ts'

const recordsUrl = new URL('./records.json', import.meta.resolve('@pumasi/programs/gallery'))

await runCommand({ usage, readOptions, run: runGallery })

async function runGallery(options: GalleryOptions): Promise<boolean> {
  const records: object[] = []
  let passed = true
  for (const program of options.programs) {
    const { name, planJob, scale, small } = program
    try {
      const job = options.small ? small : planJob(scale.demo)
      const outcome = await runOnGrid(program, job, options.minutes)
      const ok = outcome.defects.length === 0
      passed &&= ok
      if (ok && options.write) await keep(outcome)
      records.push({ ...outcome.record, defects: outcome.defects })
      if (!options.json) process.stdout.write(describe(outcome))
    } catch (error) {
      passed = false
      records.push({ name, defects: [String(error)] })
      if (!options.json) process.stdout.write(`WRONG  ${name}: ${String(error)}\n`)
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ ok: passed, records }, null, 2)}\n`)
  return passed
}

function describe({ record, defects }: GridOutcome): string {
  const { name, seconds, units, refused, handedOver, reexecuted, checks } = record
  const within = checks.filter(({ ok }) => ok).length
  return [
    `${defects.length === 0 ? 'ok    ' : 'WRONG '} ${name.padEnd(16)} ${seconds} s, ${units} units, `,
    `${refused} refused, ${handedOver} handed over, ${within} of ${checks.length} within tolerance, `,
    `audit: ${reexecuted} executed again\n`,
    ...defects.map((defect) => `         ${defect}\n`),
  ].join('')
}

/** Puts the record among the others, by name, and the picture beside them. */
async function keep({ record, plot }: GridOutcome): Promise<void> {
  const before = JSON.parse(await readFile(recordsUrl, 'utf8')) as GridRun[]
  const others = before.filter(({ name }) => name !== record.name)
  const all = [...others, record].sort((a, b) => (a.name < b.name ? -1 : 1))
  await writeFile(recordsUrl, `${JSON.stringify(all, null, 2)}\n`)
  await mkdir(new URL('.', pictureUrl(record.name)), { recursive: true })
  await writeFile(pictureUrl(record.name), plot)
}

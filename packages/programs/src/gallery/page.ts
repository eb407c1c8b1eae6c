/** docs/gallery.md: every program with its picture, what it must reproduce, and how it went. */
import { formatCount } from '@pumasi/domain'
import type { ListedProgram } from '../program.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { exhibits } from './exhibits.ts'
import type { GridRun } from './records.ts'

export const galleryPage = (
  programs: readonly ListedProgram[],
  runs: readonly GridRun[],
): string => `# Gallery

<!-- Printed by \`npm run docs\` from packages/programs/src/gallery; edit exhibits.ts there. -->

The [science programs](../packages/programs/README.md), each with the outcome of its demo on a real
grid: a local chain, a coordinator, two honest workers, one that lies and one that vanishes in the
middle of a unit. What the liar sent was refused, and \`pumasi audit --all\` executed every unit again
and found the same bytes. Times are those of a machine shared with other work, from the start of the
grid until the last unit was on the chain: they say how long a demo may take, and compare nothing.
\`npx nx run e2e:gallery -- NAME\` runs one again.

| program | units | fuel, one run each | refused | handed over | audited | as published | time |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${programs.map((program) => row(program, runOf(program, runs))).join('\n')}
${programs.map((program) => section(program, runOf(program, runs))).join('')}`

const runOf = ({ name }: ListedProgram, runs: readonly GridRun[]): GridRun | undefined =>
  runs.find((run) => run.name === name)

function row({ name }: ListedProgram, run: GridRun | undefined): string {
  if (run === undefined) return `| [${name}](#${name}) | not run yet | | | | | | |`
  const { units, fuel, refused, handedOver, reexecuted, checks, seconds } = run
  const within = `${checks.filter(({ ok }) => ok).length} of ${checks.length}`
  const cells = [`[${name}](#${name})`, units, formatCount(BigInt(fuel)), refused, handedOver]
  return `| ${[...cells, reexecuted, within, `${seconds} s`].join(' | ')} |`
}

function section({ name, title, scale }: ListedProgram, run: GridRun | undefined): string {
  const exhibit = exhibits[name]
  const lines = ['', `## ${name}`, '', `**${title}.** ${exhibit?.about ?? ''}`, '']
  const check = run?.checks.find(({ quantity }) => quantity.startsWith(exhibit?.quantity ?? ' '))
  if (run !== undefined && check !== undefined) {
    const picture = `../packages/programs/src/gallery/pictures/${name}.svg`
    lines.push(`![${title}](${picture})`, '')
    lines.push('| quantity | measured | published | source |', '| --- | --- | --- | --- |')
    lines.push(
      `| ${[check.quantity, measured(check), shown(check.reference, check), check.source].join(' | ')} |`,
    )
    lines.push('', `${run.units} units, ${run.quorum} votes each, on ${run.machine}, ${run.day}.`)
  }
  const plan = `pumasi programs plan ${name} --scale ${scale.demo} > ${name}.yaml`
  return [
    ...lines,
    `[Model and sources](../packages/programs/src/${name}/README.md); \`${plan}\``,
    '',
  ].join('\n')
}

function measured(check: ReferenceCheck): string {
  const { value, low, high } = check
  if (low === high) return `${value}, exactly`
  return `${shown(value, check)}, within ${shown(low, check)} to ${shown(high, check)}`
}

/** As many digits as tell a value from its tolerance. */
function shown(value: number | string, { low, high }: ReferenceCheck): string {
  const spread = Number(high) - Number(low)
  if (typeof value === 'string' || !(spread > 0)) return String(value)
  return value.toFixed(Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(spread)))))
}

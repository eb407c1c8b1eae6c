/** docs/gallery.md: every program with its picture, what it must reproduce, and how it went. */
import { formatCount } from '@pumasi/domain'
import type { ReferenceCheck } from '../reference/check.ts'
import { showTolerance, showValue } from '../reference/describe.ts'
import type { Hung } from './exhibition.ts'

export const galleryPage = (exhibition: readonly Hung[]): string => `# Gallery

<!-- Printed by \`npm run docs\` from packages/programs/src/gallery; edit exhibits.ts there. -->

The [science programs](../packages/programs/README.md), each with the outcome of its demo on a real
grid: a local chain, a coordinator, two honest workers, one that lies and one that vanishes in the
middle of a unit. What the liar sent was refused, and \`pumasi audit --all\` executed every unit again
and found the same bytes. Times are those of a machine shared with other work, from the start of the
grid until the last unit was on the chain: they say how long a demo may take, and compare nothing.
\`npx nx run e2e:gallery -- NAME\` runs one again.

| program | units | fuel, one run each | refused | handed over | audited | as published | time |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${exhibition.map(row).join('\n')}
${exhibition.map(section).join('')}`

function row({ program: { name }, run }: Hung): string {
  if (run === null) return `| [${name}](#${name}) | not run yet | | | | | | |`
  const { units, fuel, refused, handedOver, reexecuted, checks, seconds } = run
  const within = `${checks.filter(({ ok }) => ok).length} of ${checks.length}`
  const cells = [`[${name}](#${name})`, units, formatCount(BigInt(fuel)), refused, handedOver]
  return `| ${[...cells, reexecuted, within, `${seconds} s`].join(' | ')} |`
}

function section({ program: { name, title, scale }, about, run, known }: Hung): string {
  const lines = ['', `## ${name}`, '', `**${title}.** ${about}`, '']
  if (run !== null && known !== null) {
    const picture = `../packages/programs/src/gallery/pictures/${name}.svg`
    const cells = [known.quantity, measured(known), showValue(known.reference, known), known.source]
    lines.push(`![${title}](${picture})`, '')
    lines.push('| quantity | measured | published | source |', '| --- | --- | --- | --- |')
    lines.push(`| ${cells.join(' | ')} |`)
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
  const tolerance = showTolerance(check)
  const value = showValue(check.value, check)
  return tolerance === null ? `${value}, exactly` : `${value}, within ${tolerance.join(' to ')}`
}

/**
 * `npm test`: every check there is, in stages, the same on a desk and in CI.
 *
 * Exit code: 0 when all stages passed, 1 when one failed, 2 for a wrong option.
 */
import { parseArgs } from 'node:util'
import { runStages, summary } from './run.ts'
import { stages, type Stage } from './stages.ts'

const help = `Usage: npm test -- [--only STAGE]...

Runs the checks of the house in this order and sums up; --only keeps some of them.

${stages.map(({ name, what }) => `  ${name.padEnd(10)} ${what}`).join('\n')}

Examples:
  npm test
  npm test -- --only lint --only types
`

function chosen(): readonly Stage[] | string {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return help
  const only = values.only ?? stages.map(({ name }) => name)
  const unknown = only.find((wanted) => !stages.some(({ name }) => name === wanted))
  if (unknown !== undefined) throw new Error(`found no stage "${unknown}"`)
  return stages.filter(({ name }) => only.includes(name))
}

async function main(): Promise<number> {
  let choice
  try {
    choice = chosen()
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`)
    return 2
  }
  if (typeof choice === 'string') {
    console.log(choice)
    return 0
  }
  const results = await runStages(choice, (text) => process.stdout.write(text))
  console.log(`\n${summary(results)}`)
  return results.every(({ ok }) => ok) ? 0 : 1
}

process.exitCode = await main()

/** docs/errors.md: every code, the rooms that raise it, and what it says. */
import { isTestFile, roomOf } from '../floor-plan/plan.ts'
import { isSource, listFiles, readText } from '../workspace/files.ts'
import { errorUses, type ErrorUse } from './codes.ts'

export const pagePath = 'docs/errors.md'

export function readErrorUses(): readonly ErrorUse[] {
  const paths = listFiles().filter(
    (path) => isSource(path) && /\.tsx?$/.test(path) && roomOf(path) && !isTestFile(path),
  )
  return errorUses(paths.filter((path) => readText(path).includes('GridError(')))
}

export function errorsPage(uses: readonly ErrorUse[]): string {
  const codes = [...new Set(uses.map(({ code }) => code))].sort()
  const rows = codes.map((code) =>
    row(
      code,
      uses.filter((use) => use.code === code),
    ),
  )
  return `# Errors

<!-- Printed from the sources by \`npm run docs\`. -->

Each error has a code that stays, a message with the values met, and a hint. \`...\` stands for a value.
Programs compare the code. Where a code is raised in several places, one of its messages is shown.

| code | room | message | what to do |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

function row(code: string, uses: readonly ErrorUse[]): string {
  const rooms = [...new Set(uses.map(({ room }) => `\`${room}\``))].sort().join(', ')
  const shown = (texts: readonly (string | null)[]): string =>
    cell(texts.find((text) => text !== null) ?? '')
  const [messages, hints] = [uses.map(({ message }) => message), uses.map(({ hint }) => hint)]
  return `| \`${code}\` | ${rooms} | ${shown(messages)} | ${shown(hints)} |`
}

/** Text that a cell of a table can hold: nothing of it is taken for layout. */
const cell = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_|<>{}[\]]/g, (sign) => `\\${sign}`)

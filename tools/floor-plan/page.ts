/** docs/floor-plan.md: the table of rooms and a picture of who imports whom. */
import { rooms, roomNamed, type Room } from './plan.ts'

export const pagePath = 'docs/floor-plan.md'

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

function mayImport({ mayImport, testsMayImport = [] }: Room): string {
  if (mayImport.length + testsMayImport.length === 0) return 'nothing'
  const inTests = testsMayImport.length === 0 ? [] : [`${code(testsMayImport)} (tests only)`]
  return [...(mayImport.length === 0 ? [] : [code(mayImport)]), ...inTests].join(', ')
}

const row = (room: Room): string =>
  [
    '',
    room.floor,
    `\`${room.folder}\``,
    room.pure ? 'yes' : 'no',
    room.responsibility,
    mayImport(room),
    '',
  ]
    .join(' | ')
    .trim()

/** Rooms a room reaches only directly: arrows that another path already implies are left out. */
function arrows(room: Room): string[] {
  const direct = room.mayImport.filter(
    (name) => !room.mayImport.some((via) => roomNamed(via)?.mayImport.includes(name)),
  )
  return direct.map((name) => `  ${room.name} --> ${name}`)
}

function picture(): string {
  const floors = [...new Set(rooms.map(({ floor }) => floor))].sort((a, b) => b - a)
  const boxes = floors.flatMap((floor) => [
    `  subgraph floor${floor}["floor ${floor}"]`,
    ...rooms.filter((room) => room.floor === floor).map(({ name }) => `    ${name}`),
    '  end',
  ])
  return ['```mermaid', 'flowchart TD', ...boxes, ...rooms.flatMap(arrows), '```'].join('\n')
}

export const floorPlanPage = (): string => `# Floor plan

<!-- Printed from tools/floor-plan/plan.ts by \`npm run docs\`; edit the table there. -->

What is true lies at the bottom and is pure. What happens is a set of use cases that know only
ports. What touches the world is an adapter behind a port. Apps are wiring.

Imports go strictly downward: never up, never to a neighbour on the same floor, never to an app,
never by a relative path into another room. Pure rooms see no clock, no chance, no locale and
nothing of Node; these come in through ports. Lint refuses everything else, and a test holds this
table against each \`package.json\` and each import.

| floor | room | pure | one responsibility | may import |
| --- | --- | --- | --- | --- |
${[...rooms].reverse().map(row).join('\n')}

The picture leaves out an arrow where a longer path says the same.

${picture()}

Beside the rooms: \`vectors/\` (golden data that TypeScript and Solidity both obey), \`tools/\`
(which imports no room), \`docs/\`, and \`e2e/\` (the only place that starts processes; it may import
any room below the apps).
`

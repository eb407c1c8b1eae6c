/** What the gallery says, in English; what programs are called and ask, they say themselves. */
import { exhibition } from '@pumasi/programs/gallery'

interface ProgramWords {
  readonly title: string
  readonly about: string
}

const programs: Readonly<Record<string, ProgramWords>> = Object.fromEntries(
  exhibition.map(({ program, about }) => [program.name, { title: program.title, about }]),
)

export const galleryEn = {
  title: 'Gallery of programs',
  lead: 'What a grid of private computers is good for: each program with the outcome of its demo on a grid that was lied to, beside a published number. Every unit was computed again by an auditor, with the same bytes.',
  programs,
  picture: (title: string): string => `Outcome: ${title}`,
  check: {
    quantity: 'Quantity',
    value: 'Measured',
    tolerance: 'Tolerance',
    reference: 'Published',
    source: 'Source',
    within: (low: string, high: string): string => `${low} to ${high}`,
    exactly: 'exactly',
    one: (title: string): string => `Reference check: ${title}`,
    all: (title: string): string => `All reference checks: ${title}`,
    more: (count: number): string => `All ${count} checks`,
    notYet: 'Its demo was not run yet.',
  },
  facts: (units: string, refused: string, day: string): string =>
    `${units} units, ${refused} results of the liar refused, ${day}`,
  run: {
    open: (title: string): string => `Run this: ${title}`,
    short: 'Run this',
    command: 'Or from a terminal',
    commandOf: (title: string): string => `the commands of ${title}`,
  },
}

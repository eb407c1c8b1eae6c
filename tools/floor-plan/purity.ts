/** What pure rooms may not touch, as options of ESLint's own rules; each names its replacement. */
import type { Linter } from 'eslint'

const clock = 'Take the time as an argument, or from the Clock port.'
const chance = 'Take randomness as an argument, or from the Randomness port.'
const locale = 'The result depends on the machine: compare with < and >, format by hand.'
const escape = 'Name the value itself; what the machine provides comes in through a port.'

export const purityRules: Linter.RulesRecord = {
  'no-restricted-globals': [
    'error',
    { name: 'Intl', message: locale },
    { name: 'performance', message: clock },
    { name: 'globalThis', message: escape },
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: clock },
    { object: 'Math', property: 'random', message: chance },
    ...['localeCompare', 'toLocaleString', 'toLocaleUpperCase', 'toLocaleLowerCase'].map(
      (property) => ({ property, message: locale }),
    ),
  ],
  'no-restricted-syntax': [
    'error',
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clock },
    { selector: 'CallExpression[callee.name="Date"]', message: clock },
  ],
}

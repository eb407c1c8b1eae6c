import { expect, test } from 'vitest'
import { between, exactly, withinErrors } from './check.ts'
import { showTolerance, showValue } from './describe.ts'

const shown = (check: ReturnType<typeof exactly>): readonly unknown[] => [
  showValue(check.value, check),
  showValue(check.reference, check),
  showTolerance(check),
]

test.each([
  [exactly('q', 85, 85, 's'), ['85', '85', null]],
  [exactly('q', '0x0f', '0x0f', 's'), ['0x0f', '0x0f', null]],
  [between('q', 3.91234, 3.78, [3.29, 4.62], 's'), ['3.91', '3.78', ['3.29', '4.62']]],
  [between('q', 63944.2, 63668, [62935, 64953], 's'), ['63944', '63668', ['62935', '64953']]],
  [
    withinErrors({ quantity: 'q', value: 0.5927203, reference: 0.5927, error: 4e-5, source: 's' }),
    ['0.592720', '0.592700', ['0.592560', '0.592880']],
  ],
  [
    between('q', 1.5e-13, 0, [1e-13, 2e-13], 's'),
    ['1.50000e-13', '0.00000', ['1.00000e-13', '2.00000e-13']],
  ],
])('%j is shown to the digits of its tolerance', (check, words) => {
  expect(shown(check)).toEqual(words)
})

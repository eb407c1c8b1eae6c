import { expect, test } from 'vitest'
import { readText } from '../workspace/files.ts'
import { floorPlanPage, pagePath } from './page.ts'

test('docs/floor-plan.md is current (npm run docs renews it)', () => {
  expect(readText(pagePath)).toBe(floorPlanPage())
})

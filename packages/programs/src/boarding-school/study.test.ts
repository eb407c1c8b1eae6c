import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { boardingSchool } from './index.ts'
import { DEMO_UNITS, planJob } from './study.ts'

test('the job file in the folder is the demo', () => {
  expect(parse(readFileSync(boardingSchool.jobFileUrl, 'utf8'))).toEqual(
    planJob({ units: DEMO_UNITS }),
  )
})

test('the module lies where the job file says', () => {
  expect(new URL(planJob({ units: 1 }).program, boardingSchool.jobFileUrl).href).toBe(
    boardingSchool.moduleUrl.href,
  )
})

test('the number of units scales the study', () => {
  expect(planJob({ units: 5000 }).matrix).toEqual({ seed: { from: 1, to: 5000 } })
})

test.each([0, -1, 1.5, Number.NaN, 100_001])('refuses %s units', (units) => {
  expect(() => planJob({ units })).toThrow(expect.objectContaining({ code: 'BAD_PARAMETER' }))
})

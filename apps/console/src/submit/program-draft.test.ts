import { parseSize } from '@pumasi/domain'
import { programs } from '@pumasi/programs'
import { expect, test } from 'vitest'
import { readDraft } from './draft.ts'
import { draftOfProgram } from './program-draft.ts'

const named = async (url: URL, name: string): Promise<File> => new File([url.href], name)

test.each(programs)('the draft of $name is the demo that its job file has', async (program) => {
  const demo = program.planJob(program.scale.demo)
  const { spec, unitCount, wallMaxMs } = await readDraft(
    await draftOfProgram(program.name, named),
    null,
  )
  expect(spec).toMatchObject({
    ...{ name: demo.name, args: demo.args, quorum: demo.replication.quorum, files: [] },
    limits: {
      fuelMax: BigInt(demo.limits.fuel),
      memoryMaxBytes: parseSize(demo.limits.memory),
      outputMaxBytes: parseSize(demo.limits.output),
    },
  })
  expect(wallMaxMs).toBe(Number.parseInt(demo.limits.wall) * 1_000)
  const axes = Object.entries(demo.matrix)
  expect(spec.axes).toEqual(
    axes.map(([name, values]) =>
      'from' in values ? { name, ...values } : { name, values: values.map(String) },
    ),
  )
  const sizes = axes.map(([, values]) =>
    'from' in values ? values.to - values.from + 1 : values.length,
  )
  const inputs = demo.inputs?.length ?? 0
  expect(spec.stdin).toHaveLength(inputs)
  expect(unitCount).toBe(sizes.reduce((all, size) => all * size, Math.max(1, inputs)))
})

test('what is no program is refused, whatever it is called', async () => {
  for (const name of ['', 'nonesuch', '../golomb', 'toString']) {
    await expect(draftOfProgram(name, named)).rejects.toMatchObject({ code: 'PROGRAM_UNKNOWN' })
  }
})

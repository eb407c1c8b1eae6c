/** Lies about what came out, and what it took. */
import { digestOf, emptyOutput, encodeOutput, utf8 } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { hashExecutor } from '@pumasi/engine/testing'
import { announce } from './announce.ts'
import { claiming, outvoted, showing } from './telling.ts'
import type { HostLie, Scene } from './telling.ts'

const trapped = encodeOutput(emptyOutput('trapped'))
const huge = encodeOutput({ ...emptyOutput('exited'), stdout: new Uint8Array(3 * 1024 * 1024) })

export const aboutOutputs: readonly HostLie[] = [
  ['wrong output', 'an output of its own making', 'OUTPUT_DIFFERS', outvoted({})],
  [
    'wrong output',
    'an end that did not happen',
    'EXIT_CLASS_DIFFERS',
    async (scene) => {
      const outputHash = await scene.stage.putAs(scene.liar, trapped)
      return outvoted({ outputHash, exitClass: 'trapped', fuel: 0n })(scene)
    },
  ],
  [
    'wrong output',
    'an output it never sent',
    'RECEIPT_NO_OUTPUT',
    claiming({ outputHash: digestOf(utf8('never sent')) }),
  ],
  ['wrong output', 'bytes that are no output', 'RECEIPT_BAD_OUTPUT', showing(utf8('garbage'))],
  ['wrong output', 'an output that ended otherwise', 'RECEIPT_BAD_OUTPUT', showing(trapped)],
  [
    'wrong output',
    'the output of another program',
    'RECEIPT_WRONG_PROGRAM',
    claiming({ programHash: digestOf(utf8('its own')) }),
  ],
  [
    'wrong output',
    'the output of an easier input',
    'RECEIPT_WRONG_INPUT',
    claiming({ inputHash: digestOf(utf8('easier')) }),
  ],
  [
    'wrong output',
    'a run under another rewriter',
    'RECEIPT_WRONG_VERSION',
    claiming({ rewriterVersion: 2 }),
  ],
  ['copied output', 'the output of an open unit, looked up', 'nothing shown', lookUp],
  [
    'copied output',
    'the output of a unit that is decided, for the next one',
    'OUTPUT_DIFFERS',
    async (scene) => {
      const { stage, honest, settle } = scene
      const { jobId } = await stage.submit(await stage.specOf('decided before'))
      for (const host of [honest, await stage.join('sound')]) await stage.finish(host, jobId)
      const { unit } = await stage.historyOf(jobId, 0)
      const copied = { outputHash: unit.outputHash as Digest, fuel: unit.fuel as bigint }
      const answer = await claiming(copied)(scene)
      await settle()
      return answer === 'accepted' ? stage.refusalOf(scene.liar) : answer
    },
  ],
  ['enormous output', 'one larger than its job allows', 'RECEIPT_BAD_OUTPUT', showing(huge)],
  [
    'enormous output',
    'one announced beyond all bounds',
    'BLOB_TOO_LARGE',
    ({ stage, liar }) =>
      announce(`${stage.grid.url}/blobs/${digestOf(trapped)}`, liar.token, 65 * 1024 * 1024 + 1),
  ],
  ['wrong fuel', 'a little more than it took', 'FUEL_DIFFERS', tellMore],
  ['wrong fuel', 'more than the job allows', 'RECEIPT_BAD_FUEL', claiming({ fuel: 2_000_001n })],
  [
    'wrong fuel',
    'fuel for a run that trapped',
    'RECEIPT_BAD_FUEL',
    showing(trapped, { exitClass: 'trapped' }),
  ],
]

/** All that is shown of a unit while others still run it. */
async function lookUp({ stage, jobId, honest }: Scene): Promise<string> {
  const signed = await stage.work(honest, await stage.lease(honest, jobId))
  await stage.report(honest, signed)
  const ask = <T>(act: Parameters<typeof stage.grid.call<T>>[1]) => stage.grid.call(null, act)
  const shown: readonly unknown[] = [
    await stage.historyOf(jobId, 0),
    await ask((client) => client.job.units.query({ jobId, from: 0, limit: 9 })),
    await ask((client) => client.status.query()),
    await ask((client) => client.accounts.work.query({ account: honest.account })),
  ]
  const text = JSON.stringify(shown, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return text.includes(signed.receipt.outputHash) ? 'its digest' : 'nothing shown'
}

async function tellMore(scene: Scene): Promise<string | null> {
  const { fuel } = (await scene.stage.work(scene.liar, scene.leased)).receipt
  return outvoted({ fuel: fuel + 1n }, hashExecutor)(scene)
}

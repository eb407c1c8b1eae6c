import { expect, test } from 'vitest'
import { compile } from './compile.ts'

test('refuses a source with errors and says which', async () => {
  const attempt = compile(['build/no-such-program.ts'], 'command')
  await expect(attempt).rejects.toMatchObject({
    code: 'COMPILE_FAILED',
    message: expect.stringContaining('no-such-program'),
  })
})

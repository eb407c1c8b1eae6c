/** pi SEED DRAWS: estimates pi from random points in the unit square. */
import { programArgs, write } from "./wasi"

let state: u64 = 0

/** xorshift64*: its own generator, so that every language draws the same points. */
function draw(): f64 {
  state ^= state >> 12
  state ^= state << 25
  state ^= state >> 27
  return ((state * 2685821657736338717) >> 11) as f64 / 9007199254740992.0
}

const args = programArgs()
state = U64.parseInt(args[0]) + 1
const draws = I64.parseInt(args[1])
let hits: i64 = 0
for (let index: i64 = 0; index < draws; index++) {
  const x = draw(), y = draw()
  if (x * x + y * y < 1) hits++
}
write(1, `{"draws":${draws},"hits":${hits}}\n`)

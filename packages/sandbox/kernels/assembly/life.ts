/** Conway's life on a torus, in AssemblyScript: bytes with bounds kept by masks. */
const SIZE: i32 = 256
const cells = memory.data(65536)
const next = memory.data(65536)

export function run(generations: i32): f64 {
  for (let at = 0; at < SIZE * SIZE; at++) store<u8>(cells + at, u8((at * 7 + at / 11) % 3 == 0))
  for (let turn = 0; turn < generations; turn++) {
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        let around = 0
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            if (dx == 0 && dy == 0) continue
            const at = ((y + dy) & (SIZE - 1)) * SIZE + ((x + dx) & (SIZE - 1))
            around += load<u8>(cells + at)
          }
        }
        const alive = load<u8>(cells + y * SIZE + x)
        store<u8>(next + y * SIZE + x, u8(around == 3 || (around == 2 && alive == 1)))
      }
    }
    memory.copy(cells, next, SIZE * SIZE)
  }
  let living: f64 = 0
  for (let at = 0; at < SIZE * SIZE; at++) living += load<u8>(cells + at)
  return living
}

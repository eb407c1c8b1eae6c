// pi SEED DRAWS: estimates pi from random points in the unit square.

/// xorshift64*: its own generator, so that every language draws the same points.
fn draw(state: &mut u64) -> f64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(2685821657736338717) >> 11) as f64 / 9007199254740992.0
}

fn main() {
    let args: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    if args.len() != 2 {
        eprintln!("usage: pi SEED DRAWS");
        std::process::exit(2);
    }
    let (mut state, draws) = (args[0] + 1, args[1]);
    let mut hits = 0;
    for _ in 0..draws {
        let (x, y) = (draw(&mut state), draw(&mut state));
        if x * x + y * y < 1.0 {
            hits += 1;
        }
    }
    println!("{{\"draws\":{},\"hits\":{}}}", draws, hits);
}

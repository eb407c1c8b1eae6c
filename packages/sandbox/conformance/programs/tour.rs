// A tour of what Rust's standard library offers: collections, files, clocks, threads' sleep.
use std::collections::HashMap;
use std::io::Read;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

fn main() -> std::io::Result<()> {
    println!("{:?}", std::env::args().collect::<Vec<_>>());
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    println!("{:?} {:?}", input, std::fs::read_to_string("data/table.csv")?);
    println!("{:?}", std::fs::read_to_string("/data/table.csv")?);
    println!("{:?}", std::fs::write("data/table.csv", "x").is_err());
    std::fs::create_dir_all("out/deep")?;
    let lines: Vec<String> = (0..1000).map(|i| format!("{}", (i as f64).sin())).collect();
    std::fs::write("out/deep/sines.txt", lines.join("\n"))?;
    for entry in std::fs::read_dir(".")? {
        println!("{:?}", entry?.path());
    }
    let counts: HashMap<usize, usize> = (0..8).map(|i| (i, i * i)).collect();
    println!("{:?}", counts);
    let start = Instant::now();
    std::thread::sleep(Duration::from_secs(60));
    println!("{}", start.elapsed() >= Duration::from_secs(60));
    println!("{:?}", SystemTime::now().duration_since(UNIX_EPOCH).unwrap());
    println!("{}", std::fs::metadata("out/deep/sines.txt")?.len());
    std::process::exit(5)
}

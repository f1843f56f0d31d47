//! The file of the numbers: what ships, and what is refused.

use wp::simulate::Distributions;

const SHIPPED: &str = include_str!("../../crates/football/data/simulator.toml");

fn problem(text: &str) -> String {
    Distributions::from_toml(text, "numbers.toml")
        .unwrap_err()
        .to_string()
}

#[test]
fn the_shipped_file_is_whole_and_comes_back_as_it_was_written() {
    let table = Distributions::from_toml(SHIPPED, "data/simulator.toml").unwrap();
    assert_eq!(&table, Distributions::shipped());
    assert_eq!(table, Distributions::default());
    let again = table.to_toml("a comment\non two lines").unwrap();
    assert!(again.starts_with("# a comment\n# on two lines\n"));
    assert_eq!(Distributions::from_toml(&again, "again").unwrap(), table);
    assert!(SHIPPED.contains("# set by hand: "), "marks are missing");
}

#[test]
fn fitted_numbers_differ_from_those_they_started_from() {
    let start = Distributions::hand_written();
    start.check().unwrap();
    let table = Distributions::shipped();
    assert_ne!(table.run, start.run);
    assert_ne!(table.choices.pass, start.choices.pass);
    // Strength is the lines: roll-outs give the true probability.
    assert_eq!(table.strength.spread_noise, 0.0);
    assert_eq!(table.strength.total_noise, 0.0);
}

#[test]
fn a_missing_or_unknown_key_is_named() {
    let without: String = SHIPPED
        .lines()
        .filter(|line| !line.starts_with("run_fumble "))
        .map(|line| format!("{line}\n"))
        .collect();
    let said = problem(&without);
    assert!(said.contains("run_fumble"), "{said}");
    assert!(said.contains("numbers.toml"), "{said}");
    let said = problem(&SHIPPED.replace("idle_timeout", "idel_timeout"));
    assert!(
        said.contains("idel_timeout") || said.contains("idle_timeout"),
        "{said}"
    );
}

#[test]
fn wrong_sums_and_ranges_are_named() {
    let change = |from: &str, to: &str| {
        assert!(SHIPPED.contains(from), "{from} is not in the file");
        SHIPPED.replacen(from, to, 1)
    };
    // The first share of the penalties: the sum is 1 no more.
    let at = SHIPPED.find("[[penalties]]").unwrap();
    let (head, tail) = SHIPPED.split_at(at);
    let tail = tail.replacen("share = 0.", "share = 0.0", 1);
    let said = problem(&format!("{head}{tail}"));
    assert!(said.contains("penalties.share"), "{said}");
    let said = problem(&change("\npenalty = 0.", "\npenalty = 7."));
    assert!(said.contains("penalty"), "{said}");
    let said = problem(&change("kick_return = [", "kick_return = [99, "));
    assert!(said.contains("seconds.kick_return"), "{said}");
    let said = problem(&change(", 1.0],\n", ", 0.9999],\n"));
    assert!(said.contains("ending at probability 1"), "{said}");
}

#[test]
fn a_file_that_is_not_there_says_which() {
    let error =
        wp::file::read_distributions(std::path::Path::new("no/such/numbers.toml")).unwrap_err();
    assert!(error.to_string().contains("no/such/numbers.toml"));
    assert_eq!(error.exit_code(), 1);
}

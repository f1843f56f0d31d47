//! `predict` of moments that are no plays: the same door as everything else.

use football::ask::Advisor;
use football::model_file::SavedModel;
use football::situation::{MomentKind, parse_as};
use football::value::{Kick, Moment, turned};
use std::path::Path;

fn model() -> SavedModel {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/model/wp.model");
    SavedModel::from_bytes(&std::fs::read(&path).unwrap(), &path).unwrap()
}

#[test]
fn moments_are_worth_what_they_lead_to() {
    let model = model();
    let advisor = Advisor::new(&model);
    let wp = |text: &str| {
        let p = advisor
            .predict_words(text)
            .unwrap_or_else(|e| panic!("{text}: {e}"));
        let estimate = p.estimate;
        if let (Some(lower), Some(upper)) = (estimate.lower, estimate.upper) {
            assert!(lower <= estimate.wp && estimate.wp <= upper, "{text}");
        }
        estimate.wp
    };
    let near = |a: f32, b: f32| assert!((a - b).abs() < 1e-5, "{a} {b}");

    // A kickoff, from either side.
    let late = "down 3, 0:40 left in Q4, no timeouts to 2";
    let kick = parse_as(MomentKind::Kickoff, &format!("kickoff, {late}")).unwrap();
    let receiver = Moment::Kickoff(turned(&kick.state), Kick::Best);
    let received = advisor.valuer().outcome(&receiver).unwrap().wp();
    near(wp(&format!("kickoff, {late}")), 1.0 - received);
    near(
        wp("receiving the kickoff, up 3, 0:40 left in Q4, 2 timeouts to none"),
        received,
    );

    // A try is the better of both, and `wp two-point` says the same of each.
    let try_ = "down 1, 0:40 left in Q4";
    let decision = advisor
        .two_point_words(&format!("extra point, {try_}"))
        .unwrap();
    let [two, kick] = &decision.options;
    near(wp(&format!("PAT, {try_}")), kick.wp);
    near(wp(&format!("two-point try, {try_}")), two.wp);
    near(
        wp(&format!("after a touchdown, {try_}")),
        kick.wp.max(two.wp),
    );

    // Who kicks off is half of each where it is not said; a toss is a choice.
    for (start, more) in [("halftime", ", down 4"), ("start of overtime", "")] {
        let [kicks, receives, open] =
            ["kicks", "receives", ""].map(|side| wp(&format!("{start}{more}, {side}")));
        near(open, 0.5 * (kicks + receives));
        if start == "start of overtime" {
            near(wp("start of overtime, won the toss"), kicks.max(receives));
            near(wp("start of overtime, lost the toss"), kicks.min(receives));
            near(open, 0.5);
        }
    }
    // Nothing is known of the game: even.
    near(wp("start of the game, pick'em, neutral site"), 0.5);
    assert!(wp("start of the game, home, favored by 3") > 0.55);
}

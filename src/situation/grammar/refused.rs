//! What is recognised only to say why it has no answer, or needs another form.

use super::Grammar;

pub(super) fn rows(g: &mut Grammar) {
    g.refuse(
        &[
            "a|the|opening|onside|free|before|after? kickoff|kick_off|kickoffs|kick_offs|onside_kick|free_kick",
            "the? opening kick",
            "touchback",
        ],
        "a kick-off is no play from scrimmage, and only those are answered",
        "say the play after it, as in \"1st and 10 at own 25, tied, 15:00 left in Q1\"",
    );
    g.refuse(
        &["at? halftime|half_time|the_half"],
        "no play is run at halftime, and only plays from scrimmage are answered",
        "say the first play after it, as in \"1st and 10 at own 25, tied, start of the 3rd quarter\"",
    );
    g.refuse(
        &[
            "extra_point|pat|conversion|xp",
            "2 point|pt try|conversion|attempt?",
            "point after",
            "1 point try|conversion",
        ],
        "a try is no play from scrimmage, and only those are answered",
        SCRIMMAGE,
    );
    g.refuse(
        &[
            "in? the? red zone",
            "in? the? redzone",
            "fg|field_goal range",
            "inside the|their|own|opp? #",
            "own|opp|opponent|opponents|opposing territory|side|half",
        ],
        "the spot must be a yard line",
        "say it as in \"opp 18\", \"own 25\" or \"at midfield\"",
    );
    g.refuse(
        &["at|on? the? goal_line|goalline"],
        "the spot must be a yard line",
        "say it as in \"1st and goal at the 1\"",
    );
    g.refuse(
        &["they|theyre|them|he|she|hes|shes"],
        "which team is meant?",
        "everything is said of the team with the ball; say \"opponent\" for the other, as in \
         \"opponent has 1 timeout\"",
    );
}

const SCRIMMAGE: &str =
    "say a play from scrimmage, as in \"4th and 2 at the opp 35, down 3, 2:10 left in Q4\"";

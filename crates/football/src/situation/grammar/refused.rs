//! What is recognized only to say why it has no answer, or needs another form.

use super::Grammar;

pub(super) fn rows(g: &mut Grammar) {
    g.refuse(
        &["a|the|before|after? free_kick|touchback"],
        "this is neither a play from scrimmage nor a kickoff",
        "give the play after it, as in \"1st and 10 at own 25, tied, 15:00 left in Q1\"",
    );
    g.refuse(
        &[
            "in? the? red zone",
            "in? the? redzone",
            "fg|field_goal range",
            "inside the|their|own|opp? #",
            "own|opp|opponent|opponents|opposing territory|side|half",
        ],
        "the field position must be a yard line",
        "write \"opp 18\", \"own 25\" or \"at midfield\"",
    );
    g.refuse(
        &["at|on? the? goal_line|goalline"],
        "the field position must be a yard line",
        "write it as in \"1st and goal at the 1\"",
    );
    g.refuse(
        &[
            "the? home|away|road|visiting team|side is|are|was? SAYS",
            "the? visitors|hosts is|are|was? SAYS",
        ]
        .map(|text| text.replace("SAYS", SAYS))
        .each_ref()
        .map(String::as_str),
        "is that the team with the ball?",
        "describe everything from the side of the team with the ball, as in \"at home, up 7\", or use \"opponent\"",
    );
    g.refuse(
        &["they|theyre|them|he|she|hes|shes"],
        "which team is meant?",
        "describe everything from the side of the team with the ball; use \"opponent\" for the other, as in \
         \"opponent has 1 timeout\"",
    );
}

/// With these words something is said of a team.
const SAYS: &str = "up|ahead|leading|leads|lead|winning|down|behind|trailing|trails|trail|losing|\
                    favored|favoured|favorite|favorites|favourite|favourites|underdog|underdogs|\
                    by|has|have|with|receives|receive|gets|kicks";

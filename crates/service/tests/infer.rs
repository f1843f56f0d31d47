//! The Open Inference Protocol.

use crate::common::{MODEL, Running};
use ndarray::Array2;
use serde_json::{Value, json};

#[test]
fn rows_of_the_matrix_are_worth_what_the_model_says() {
    let service = Running::start(|_| ());
    let metadata = service.get("/v2/models/wp").json();
    let width = metadata["inputs"][0]["shape"][1].as_u64().unwrap() as usize;
    let words = [
        "4&2 opp35 -3 Q4 2:10",
        "1st and 10 at own 25, tied, 9:00 left in Q2",
    ];
    let rows: Vec<Vec<f32>> = words
        .iter()
        .map(|w| {
            MODEL
                .features()
                .row(&football::situation::parse(w).unwrap().state)
        })
        .collect();
    assert_eq!(rows[0].len(), width);
    let x = Array2::from_shape_vec((2, width), rows.concat()).unwrap();
    let expected = MODEL.predict_proba(x.view()).unwrap().to_vec();
    // Unknown values are null.
    let nested = json!(
        rows.iter()
            .map(|r| r.iter().map(number).collect())
            .collect::<Vec<Vec<Value>>>()
    );
    let flat = json!(rows.concat().iter().map(number).collect::<Vec<Value>>());
    for data in [nested, flat] {
        let asked = json!({
            "id": "7",
            "inputs": [{"name": "features", "shape": [2, width], "datatype": "FP32", "data": data}],
        });
        let reply = service.post(
            "/v2/models/wp/infer",
            "application/json",
            &asked.to_string(),
        );
        let reply = reply.json();
        assert_eq!(reply["id"], "7");
        assert_eq!(reply["model_version"], metadata["versions"][0]);
        let output = &reply["outputs"][0];
        assert_eq!(
            (&output["name"], &output["shape"]),
            (&json!("wp"), &json!([2]))
        );
        let wp: Vec<f32> = serde_json::from_value(output["data"].clone()).unwrap();
        assert_eq!(wp, expected);
    }
    let asked = json!({
        "inputs": [{"name": "x", "shape": [2, width], "datatype": "FP64",
                    "data": rows.concat().iter().map(number).collect::<Vec<Value>>()}],
        "outputs": [{"name": "wp_upper"}, {"name": "wp_lower"}, {"name": "wp"}],
    });
    let reply = service
        .post(
            "/v2/models/wp/infer",
            "application/json",
            &asked.to_string(),
        )
        .json();
    let column = |i: usize| -> Vec<f32> {
        serde_json::from_value(reply["outputs"][i]["data"].clone()).unwrap()
    };
    for ((upper, lower), wp) in column(0).iter().zip(column(1)).zip(column(2)) {
        assert!(lower < wp && wp < *upper);
    }
}

fn number(value: &f32) -> Value {
    if value.is_nan() {
        Value::Null
    } else {
        json!(value)
    }
}

#[test]
fn what_is_no_matrix_is_refused_in_the_protocol_s_form() {
    let service = Running::start(|_| ());
    let kind = "application/json";
    let ask = |body: Value| service.post("/v2/models/wp/infer", kind, &body.to_string());
    let tensor = |shape: Value, data: Value| json!({"inputs": [{"name": "x", "shape": shape, "datatype": "FP32", "data": data}]});
    for (body, status) in [
        (json!({}), 400),
        (json!({"inputs": []}), 422),
        (tensor(json!([1, 3]), json!([1, 2, 3])), 422),
        (tensor(json!([9, 12]), json!([1, 2, 3])), 422),
        (tensor(json!([1, 12]), json!([[[1]]])), 400),
        (tensor(json!([1, 12]), json!(["a"])), 400),
        (
            json!({"inputs": [{"name": "x", "shape": [1, 12], "datatype": "INT8", "data": []}]}),
            400,
        ),
    ] {
        let reply = ask(body.clone());
        assert_eq!(reply.status, status, "{body}: {}", reply.text());
        assert!(reply.json()["error"].is_string());
    }
    let other = service.get("/v2/models/other");
    assert_eq!(other.status, 404);
    assert_eq!(
        other.json()["error"],
        "there is no model \"other\"; the model is called wp"
    );
    assert_eq!(
        service.get("/v2/health/ready").json(),
        json!({"ready": true})
    );
}

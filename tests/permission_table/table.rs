//! Reads `table.txt`.

/// One line: a route or command, a situation, and a letter for each person.
#[derive(Clone, Debug)]
pub struct Row {
    /// `GET /path/{id}`, or a command's name.
    pub subject: String,
    /// The kind of channel and the particulars of the request.
    pub situation: String,
    /// `y`, `f`, `n`, `u` or `-`, in the order of [`super::Person::ALL`].
    pub cells: Vec<char>,
}

/// All rows of the table.
pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    let mut subjects: Vec<&str> = Vec::new();
    let mut block_ended = true;
    for line in include_str!("table.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !line.starts_with(' ') {
            if block_ended {
                subjects.clear();
                block_ended = false;
            }
            subjects.push(line);
            continue;
        }
        block_ended = true;
        let words: Vec<&str> = line.split_whitespace().collect();
        let (situation, cells) = words.split_at(words.len() - super::Person::ALL.len());
        let cells: Vec<char> = cells
            .iter()
            .map(|cell| match *cell {
                "y" | "f" | "n" | "u" | "-" => cell.chars().next().unwrap(),
                other => panic!("{other:?} in {line:?} is not a cell"),
            })
            .collect();
        for subject in &subjects {
            rows.push(Row {
                subject: (*subject).to_owned(),
                situation: situation.join(" "),
                cells: cells.clone(),
            });
        }
    }
    rows
}

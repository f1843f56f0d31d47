//! Columns of a few words that many rows share: written to Parquet as the
//! dictionaries that they are. Of a column of text polars would find the same
//! dictionary by hashing each row twice.

use polars::io::parquet::write::ParquetWriter;
use polars::prelude::*;
use std::io::Write;
use std::ptr;
use std::sync::Arc;

/// Most rows of a row group, as polars has it.
const GROUP: usize = 512 * 512;
/// Most words of an enumeration: they are searched one by one.
const MOST: usize = 1000;

/// A column of words as an enumeration; plain text where they are many. Rows of
/// one word mostly point to the same text, so that its place tells it from others.
pub(super) fn column<'a>(
    name: PlSmallStr,
    rows: impl Iterator<Item = Option<&'a str>> + Clone,
) -> PolarsResult<Column> {
    let mut words: Vec<&str> = Vec::new();
    let mut last = 0;
    let mut code = |word: &'a str| {
        let same = |known: &&str| ptr::eq(*known, word);
        if !words.get(last).is_some_and(same) {
            let known = words.iter().position(same);
            let known = known.or_else(|| words.iter().position(|known| *known == word));
            last = known.unwrap_or(words.len());
            if known.is_none() {
                words.push(word);
            }
        }
        (last < MOST).then_some(last as u16)
    };
    let coded_rows = rows.clone().map(|word| match word {
        Some(word) => code(word).map(Some),
        None => Some(None),
    });
    let Some(codes) = coded_rows.collect::<Option<Vec<Option<u16>>>>() else {
        let text: StringChunked = rows.collect();
        return Ok(text.with_name(name).into_column());
    };
    let words = FrozenCategories::new(words)?;
    Ok(match words.physical() {
        CategoricalPhysical::U8 => {
            let codes = codes.iter().map(|code| code.map(|code| code as u8));
            coded::<Categorical8Type>(name, codes.collect(), words)
        }
        _ => coded::<Categorical16Type>(name, codes.into_iter().collect(), words),
    })
}

/// A column of `codes` into `words`.
fn coded<T: PolarsCategoricalType>(
    name: PlSmallStr,
    codes: ChunkedArray<T::PolarsPhysical>,
    words: Arc<FrozenCategories>,
) -> Column
where
    CategoricalChunked<T>: IntoColumn,
{
    let dtype = DataType::from_frozen_categories(words);
    CategoricalChunked::<T>::from_cats_and_dtype(codes.with_name(name), dtype).into_column()
}

/// Writes a table; columns of [`column`] are plain text to whoever reads it.
pub(super) fn write<W: Write>(to: ParquetWriter<W>, table: &DataFrame) -> PolarsResult<()> {
    let text = |dtype: &DataType| match dtype {
        DataType::Enum(..) => DataType::String,
        other => other.clone(),
    };
    let columns = table.schema().iter();
    let schema: Schema = columns
        .map(|(name, dtype)| (name.clone(), text(dtype)))
        .collect();
    let mut writer = to.batched(&schema)?;
    for first in (0..table.height()).step_by(GROUP) {
        writer.write_batch(&table.slice(first as i64, GROUP))?;
    }
    writer.finish().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Rows over `different` words, every seventh missing.
    fn rows(names: &[String], rows: usize) -> Vec<Option<&str>> {
        let word = |row: usize| names[row * 31 % names.len()].as_str();
        (0..rows)
            .map(|row| (row % 7 != 3).then(|| word(row)))
            .collect()
    }

    fn bytes(column: Column) -> Vec<u8> {
        let table = DataFrame::new(column.len(), vec![column]).unwrap();
        let mut out = Vec::new();
        write(ParquetWriter::new(&mut out), &table).unwrap();
        out
    }

    #[test]
    fn words_are_plain_text_to_a_reader() {
        for (different, n) in [
            (1, 10),
            (3, 1000),
            (300, 5000),
            (MOST + 9, 9000),
            (5, GROUP + 7),
        ] {
            let names: Vec<String> = (0..different)
                .map(|i| format!("word {i} of many"))
                .collect();
            let rows = rows(&names, n);
            let text: StringChunked = rows.iter().copied().collect();
            let text = text.with_name("a".into()).into_column();
            let file = bytes(column("a".into(), rows.iter().copied()).unwrap());
            let back = ParquetReader::new(Cursor::new(&file)).finish().unwrap();
            assert!(
                back.column("a").unwrap().equals_missing(&text),
                "{different} words, {n} rows"
            );
            // Beyond a row group text has another order of words.
            let same = n > GROUP || file == bytes(text);
            assert!(
                same,
                "{different} words, {n} rows: other bytes than of text"
            );
        }
    }

    #[test]
    fn no_words_and_no_rows_can_be_read() {
        for n in [0, 9] {
            let file = bytes(column("a".into(), std::iter::repeat_n(None, n)).unwrap());
            let back = ParquetReader::new(Cursor::new(&file)).finish().unwrap();
            assert_eq!(
                (back.height(), back.column("a").unwrap().null_count()),
                (n, n)
            );
            assert_eq!(back.column("a").unwrap().dtype(), &DataType::String);
        }
    }

    #[test]
    fn one_word_in_two_places_is_one_word() {
        let twice = [
            String::from("run"),
            String::from("run"),
            String::from("pass"),
        ];
        let column = column("a".into(), twice.iter().map(|word| Some(word.as_str()))).unwrap();
        let text = column.cast(&DataType::String).unwrap();
        assert_eq!(text.n_unique().unwrap(), 2);
        assert_eq!(text.str().unwrap().get(1), Some("run"));
    }
}

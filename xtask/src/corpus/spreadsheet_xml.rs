//! Excel 2003 XML as reporting systems write it: typed days, styles by name, a merged title, cells placed by their index.

use super::people::{HEADER, Person};

/// The roster.
pub fn book(all: &[Person]) -> Vec<u8> {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let head = HEADER.map(cell).concat();
    let mut rows = String::new();
    for person in all {
        let texts = person.texts();
        rows.push_str("<Row>");
        for (column, text) in texts.iter().enumerate() {
            rows += &match column {
                0 => format!("<Cell><Data ss:Type=\"Number\">{text}</Data></Cell>"),
                5 => format!("<Cell ss:StyleID=\"day\"><Data ss:Type=\"DateTime\">{text}T00:00:00.000</Data></Cell>"),
                // An empty cell is left out, and the next one says where it stands.
                3 if text.is_empty() => String::new(),
                4 => format!("<Cell ss:Index=\"5\"><Data ss:Type=\"String\">{text}</Data></Cell>"),
                _ => cell(text),
            };
        }
        rows.push_str("</Row>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\n\
         <Styles><Style ss:ID=\"day\"><NumberFormat ss:Format=\"Short Date\"/></Style></Styles>\n\
         <Worksheet ss:Name=\"花名册\"><Table>\n\
         <Row><Cell ss:MergeAcross=\"8\"><Data ss:Type=\"String\">大坪镇党员花名册</Data><Comment><ss:Data>批注</ss:Data>\
         </Comment></Cell></Row>\n<Row ss:Index=\"3\">{head}</Row>\n{rows}</Table>\
         <WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Selected/></WorksheetOptions></Worksheet>\n\
         </Workbook>\n"
    )
    .into_bytes()
}

// Package sheet turns CSV, XLSX and XLS files into rows that remember file, sheet and cell.
//
// The words: a Book is one file that was opened; a Sheet is one page of it (a CSV file has one); a Row has its number
// as a spreadsheet shows it, from 1; a Cell has a Kind, so that a blank, a text, a number, a date, an error such as
// #DIV/0! and a formula that nobody has calculated are never mistaken for one another. Nothing here knows health care:
// whether "-" means nil or missing is the importer's business.
//
// What is kept exactly: text as written (spaces included; Clean and Label trim, on request only), the float64 that the
// workbook stores (a cell shown as 0.50% holds 0.005), the serial number behind a date. What a CSV file holds is
// always text; ParseNumber and Cell.Float read "9,257" and "0.60%".
//
// What is refused, with a fault that names the file, the place and the remedy: passwords, .xlsb, .ods, web pages and
// PDFs in disguise, workbooks older than Excel 97, zip bombs, truncated or inconsistent files, two encodings in one
// file, NUL characters, anything over Limits. A file is refused at Open where that can be seen there; a fault that
// comes out of Rows means that the rows before it must be thrown away too.
//
// The XLSX reader is ours because it was measured several times as fast as the library's; the library (excelize)
// writes. The XLS reader follows [MS-XLS], the XLSX reader ECMA-376 part 1, section 18.
package sheet

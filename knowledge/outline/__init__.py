"""From the text of a document to its outline: title, dates, chapters, articles. Pure: text in, values out."""

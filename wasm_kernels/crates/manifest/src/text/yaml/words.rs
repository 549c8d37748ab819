//! The parser's findings in words that a reader of the file understands.

/// Findings by a piece of what the parser says, with what is wrong and the way out. The first that fits counts.
const FINDINGS: [(&str, &str, &str); 26] = [
    ("recursion limit", "Lists and objects are nested too deep.", "Flatten it; no manifest needs that."),
    (
        "did not find expected ',' or '}'",
        "A comma or a closing brace is missing before this.",
        "Write {key: value, key: value}; text with a colon, comma, brace or ${…} needs quotes.",
    ),
    (
        "expected ',' or ']'",
        "A comma or a closing bracket is missing before this.",
        "Write [one, two]; text with a colon, comma, bracket or ${…} needs quotes.",
    ),
    ("misplaced bracket", "A closing bracket stands here without an opening one.", "Remove it, or open it."),
    ("tab", "A tab stands where only spaces may be.", "Indent with spaces."),
    (
        "mapping values are not allowed",
        "A colon stands where no key can be.",
        "Put text that holds a colon into quotes, and check the indentation of this line.",
    ),
    (
        "simple key expect",
        "This line is no \"key: value\".",
        "Write a colon and a space after the key, and check the indentation of this line.",
    ),
    ("end of stream", "The text ends inside quotes.", "Close them, or get the whole file."),
    (
        "quoted scalar, found unexpected document",
        "A line of three dashes or dots stands inside quotes.",
        "Close the quotes before it.",
    ),
    (
        "indentation in quoted scalar",
        "Text in quotes goes on in a line that stands too far left: a closing quote is missing.",
        "Close the quotes, or indent every line of the text.",
    ),
    (
        "indentation in flow",
        "A line inside brackets or braces stands too far left.",
        "Close the bracket before it, or indent it further than the key.",
    ),
    (
        "block sequence entries are not",
        "A list begins where none can.",
        "Put each \"- \" at the beginning of a line, below its key.",
    ),
    (
        "comment intercepting",
        "A comment stands inside text that goes over several lines.",
        "Move the comment, or put the text into quotes.",
    ),
    ("unexpected eof", "The text ends too early.", "Something is not closed, or the file was cut off."),
    (
        "trailing content after",
        "Something follows after closing quotes.",
        "Put all of it into the quotes, or remove it.",
    ),
    (
        "unknown escape",
        "A backslash stands here before something that it means nothing with.",
        "Write two backslashes for one, or use single quotes.",
    ),
    (
        "hexadecimal",
        "A backslash escape lacks hexadecimal digits.",
        "Write \\x and two, \\u and four or \\U and eight of them.",
    ),
    (
        "unknown anchor",
        "This alias names no anchor above it.",
        "Define it before with &name; text that begins with * needs quotes.",
    ),
    ("anchor or alias", "A name is missing after & or *.", "Text that begins with & or * needs quotes."),
    ("unprintable", "A control character stands here.", "Remove it, or write it as an escape in double quotes."),
    ("byte order mark", "A byte order mark stands inside the text.", "Remove it."),
    ("directive", "A line that begins with % is no directive that means anything.", "Remove it."),
    ("block scalar", "A text after | or > is not indented as it began.", "Indent all of its lines alike, with spaces."),
    ("handle", "This tag belongs to nothing that is declared.", "Remove it."),
    ("tag", "This tag is not written as a tag is.", "Remove it; text that begins with ! needs quotes."),
    ("unexpected character", "No value begins with this character.", "Put the text into quotes."),
];

/// Message and way out for what the parser says.
pub(super) fn explain(said: &str) -> (&'static str, &'static str) {
    FINDINGS.iter().find(|(piece, ..)| said.contains(piece)).map_or(
        (
            "This does not fit what stands above it.",
            "Check its indentation, and that lists begin with \"- \" and keys end with \": \".",
        ),
        |(_, message, help)| (message, help),
    )
}

/* property: the Unicode properties that ECMA-262 names, as PCRE2 does */
#include "text/ecma.h"
#include <ctype.h>
#include <string.h>

/* General categories: PCRE2 knows the short names only. */
static const struct {
	const char *category;
	const char *names; /* each between spaces */
} categories[] = {
    {"L", " L Letter "},
    {"Lu", " Lu Uppercase_Letter "},
    {"Ll", " Ll Lowercase_Letter "},
    {"Lt", " Lt Titlecase_Letter "},
    {"L&", " LC Cased_Letter "},
    {"Lm", " Lm Modifier_Letter "},
    {"Lo", " Lo Other_Letter "},
    {"M", " M Mark Combining_Mark "},
    {"Mn", " Mn Nonspacing_Mark "},
    {"Mc", " Mc Spacing_Mark "},
    {"Me", " Me Enclosing_Mark "},
    {"N", " N Number "},
    {"Nd", " Nd Decimal_Number digit "},
    {"Nl", " Nl Letter_Number "},
    {"No", " No Other_Number "},
    {"P", " P Punctuation punct "},
    {"Pc", " Pc Connector_Punctuation "},
    {"Pd", " Pd Dash_Punctuation "},
    {"Ps", " Ps Open_Punctuation "},
    {"Pe", " Pe Close_Punctuation "},
    {"Pi", " Pi Initial_Punctuation "},
    {"Pf", " Pf Final_Punctuation "},
    {"Po", " Po Other_Punctuation "},
    {"S", " S Symbol "},
    {"Sm", " Sm Math_Symbol "},
    {"Sc", " Sc Currency_Symbol "},
    {"Sk", " Sk Modifier_Symbol "},
    {"So", " So Other_Symbol "},
    {"Z", " Z Separator "},
    {"Zs", " Zs Space_Separator "},
    {"Zl", " Zl Line_Separator "},
    {"Zp", " Zp Paragraph_Separator "},
    {"C", " C Other "},
    {"Cc", " Cc Control cntrl "},
    {"Cf", " Cf Format "},
    {"Cs", " Cs Surrogate "},
    {"Co", " Co Private_Use "},
    {"Cn", " Cn Unassigned "},
};

/* Binary properties: both have the same names; `Assigned` is apart. */
static const char binary[] =
    " ASCII ASCII_Hex_Digit AHex Alphabetic Alpha Any Bidi_Control Bidi_C"
    " Bidi_Mirrored Bidi_M Case_Ignorable CI Cased Changes_When_Casefolded"
    " CWCF Changes_When_Casemapped CWCM Changes_When_Lowercased CWL"
    " Changes_When_NFKC_Casefolded CWKCF Changes_When_Titlecased CWT"
    " Changes_When_Uppercased CWU Dash Default_Ignorable_Code_Point DI"
    " Deprecated Dep Diacritic Dia Emoji Emoji_Component EComp"
    " Emoji_Modifier EMod Emoji_Modifier_Base EBase Emoji_Presentation EPres"
    " Extended_Pictographic ExtPict Extender Ext Grapheme_Base Gr_Base"
    " Grapheme_Extend Gr_Ext Hex_Digit Hex IDS_Binary_Operator IDSB"
    " IDS_Trinary_Operator IDST ID_Continue IDC ID_Start IDS Ideographic"
    " Ideo Join_Control Join_C Logical_Order_Exception LOE Lowercase Lower"
    " Math Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn"
    " Pattern_White_Space Pat_WS Quotation_Mark QMark Radical"
    " Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD"
    " Terminal_Punctuation Term Unified_Ideograph UIdeo Uppercase Upper"
    " Variation_Selector VS White_Space space XID_Continue XIDC XID_Start"
    " XIDS ";

static bool
listed(const char *names, const char *name, size_t len)
{
	const char *at = names;

	while ((at = strchr(at, ' ')) != NULL && *++at != '\0')
		if (strncmp(at, name, len) == 0 && at[len] == ' ')
			return true;
	return false;
}

static const char *
find_category(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		if (listed(categories[i].names, name, len))
			return categories[i].category;
	return NULL;
}

static bool
is_word(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return false;
	return len > 0;
}

static int
add(struct buf *out, bool negated, const char *kind, const char *name,
    size_t len)
{
	buf_addf(
	    out, "\\%c{%s%.*s}", negated ? 'P' : 'p', kind, (int)len, name);
	return 0;
}

static int
add_category(struct buf *out, bool negated, const char *name, size_t len)
{
	const char *category = find_category(name, len);

	if (category == NULL)
		return -1;
	return add(out, negated, "", category, strlen(category));
}

int
ecma_property(struct buf *out, const char *name, size_t len, bool negated)
{
	const char *equals = memchr(name, '=', len);
	size_t key = equals ? (size_t)(equals - name) : 0;
	const char *value = name + key + 1;
	size_t value_len = len - key - 1;

	if (equals == NULL) {
		if (!is_word(name, len))
			return -1;
		if (len == 8 && memcmp(name, "Assigned", 8) == 0)
			return add(out, !negated, "", "Cn", 2);
		if (listed(binary, name, len))
			return add(out, negated, "", name, len);
		return add_category(out, negated, name, len);
	}
	if (!is_word(value, value_len))
		return -1;
	if (listed(" General_Category gc ", name, key))
		return add_category(out, negated, value, value_len);
	if (listed(" Script sc ", name, key))
		return add(out, negated, "sc:", value, value_len);
	if (listed(" Script_Extensions scx ", name, key))
		return add(out, negated, "scx:", value, value_len);
	return -1;
}

using Lanner.Filters;

namespace Lanner.Rules.Diagnostics;

/// <summary>What kind of problem a rule file has. Errors first, then warnings, as Falco's own codes are divided.</summary>
public enum LoadCode : byte
{
    ErrFileRead,
    ErrYamlParse,
    ErrYamlValidate,
    ErrCompileCondition,
    ErrCompileOutput,
    ErrValidate,
    ErrExtension,
    UnknownSource,
    UnsafeNaCheck,
    NoEvttype,
    UnknownFilter,
    UnusedMacro,
    UnusedList,
    UnknownItem,
    UnknownKey,
    DeprecatedItem,
    WarningExtension,
    AppendNoValues,
    ExceptionNameNotUnique,
    InvalidMacroName,
    InvalidListName,
    CompileCondition,
}

/// <summary>The codes as tools that read validation results spell them.</summary>
public static class LoadCodes
{
    static readonly (string Word, string Description)[] s_texts =
    [
        ("LOAD_ERR_FILE_READ", "the file cannot be read"),
        ("LOAD_ERR_YAML_PARSE", "the file is not YAML"),
        ("LOAD_ERR_YAML_VALIDATE", "the YAML has not the shape of rules"),
        ("LOAD_ERR_COMPILE_CONDITION", "a condition does not compile"),
        ("LOAD_ERR_COMPILE_OUTPUT", "an output does not compile"),
        ("LOAD_ERR_VALIDATE", "an item does not fit the others"),
        ("LOAD_ERR_EXTENSION", "an extension refused an item"),
        ("LOAD_UNKNOWN_SOURCE", "the event source is not loaded"),
        ("LOAD_UNSAFE_NA_CHECK", "a comparison with <NA> is not safe"),
        ("LOAD_NO_EVTTYPE", "a condition matches too many event types"),
        ("LOAD_UNKNOWN_FILTER", "an unknown field or event type"),
        ("LOAD_UNUSED_MACRO", "a macro is not used"),
        ("LOAD_UNUSED_LIST", "a list is not used"),
        ("LOAD_UNKNOWN_ITEM", "an unknown kind of item"),
        ("LOAD_UNKNOWN_KEY", "an unknown key in an item"),
        ("LOAD_DEPRECATED_ITEM", "a deprecated item or field"),
        ("LOAD_WARNING_EXTENSION", "an extension warns of an item"),
        ("LOAD_APPEND_NO_VALUES", "an appended exception without values"),
        ("LOAD_EXCEPTION_NAME_NOT_UNIQUE", "an exception name is used twice"),
        ("LOAD_INVALID_MACRO_NAME", "a macro name that conditions cannot spell"),
        ("LOAD_INVALID_LIST_NAME", "a list name that conditions cannot spell"),
        ("LOAD_COMPILE_CONDITION", "a condition compiles but looks wrong"),
    ];

    /// <summary>Such as <c>LOAD_ERR_YAML_PARSE</c>.</summary>
    public static string Word(this LoadCode code) => s_texts[(int)code].Word;

    /// <summary>One line in words.</summary>
    public static string Description(this LoadCode code) => s_texts[(int)code].Description;

    public static DiagnosticSeverity Severity(this LoadCode code) =>
        code <= LoadCode.ErrExtension ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
}

"""Two-class tables for logistic regression and the SVM: tumours, hearts, mails."""

from __future__ import annotations

import numpy as np

from course_lib.datasets.dataset import Dataset
from course_lib.datasets.files import FILES, arrays, columns
from course_lib.datasets.real import class_labels, column_names

HEART_NUMBERS = {
    "age": "age (years)",
    "rest SBP": "blood pressure at rest (mmHg)",
    "cholesterol": "cholesterol (mg/dl)",
    "fasting blood sugar > 120": "fasting blood sugar > 120 mg/dl",
    "max HR": "largest heart rate (1/min)",
    "exerc ind ang": "angina by exercise",
    "ST by exercise": "ST depression by exercise (mm)",
    "major vessels colored": "major vessels coloured (0–3)",
}

# The categories; the first is the reference, which gets no column of its own.
HEART_CATEGORIES = {
    "gender": ("female", "male"),
    "chest pain": ("non-anginal", "typical ang", "atypical ang", "asymptomatic"),
    "rest ECG": ("normal", "left vent hypertrophy", "ST-T abnormal"),
    "slope peak exc ST": ("upsloping", "flat", "downsloping"),
    "thal": ("normal", "fixed defect", "reversable defect"),
}

HEART_FEATURES = (
    "age", "gender", "chest pain", "rest SBP", "cholesterol", "fasting blood sugar > 120",
    "rest ECG", "max HR", "exerc ind ang", "ST by exercise", "slope peak exc ST",
    "major vessels colored", "thal",
)  # fmt: skip


def load_breast_cancer(features=None, labels=None) -> Dataset:
    """Shapes of cell nuclei in 569 tumours, malignant or benign.

    Parameters
    ----------
    features : sequence of str, optional
        Columns of X, such as ``("mean radius", "worst texture")``; all 30 if not given.
    labels : two ints, optional
        For malignant and benign; 0 and 1 if not given, as in scikit-learn. ``(1, -1)`` makes
        malignant the positive class of a margin.

    Returns
    -------
    Dataset
        Of each of ten measurements the mean over the nuclei, its standard error ("error") and the
        mean of the three largest ("worst"). Lengths are in units of the picture.

    Examples
    --------
    >>> load_breast_cancer()
    <breast cancer: 569 samples × 30 features (mean radius, mean texture, mean perimeter,
    mean area, …) → diagnosis, 2 classes>
    """
    table = columns("breast_cancer_wdbc.csv")
    names = tuple(name for name in table if name != "target")
    names = names if features is None else column_names("features", features, names)
    about = FILES["breast_cancer_wdbc.csv"]
    return Dataset(
        X=np.column_stack([np.array(table[name], dtype=float) for name in names]),
        y=class_labels(labels, 2)[np.array(table["target"], dtype=np.int64)],
        feature_names=names,
        target_name="diagnosis",
        classes=("malignant", "benign"),
        source=about.source,
        licence=about.licence,
        name="breast cancer",
    )


def load_heart(features=None, labels=None) -> Dataset:
    """303 patients of a clinic in Cleveland: is a coronary artery narrowed by more than half?

    Parameters
    ----------
    features : sequence of str, optional
        Columns of the file: age, gender, chest pain, rest SBP, cholesterol,
        fasting blood sugar > 120, rest ECG, max HR, exerc ind ang, ST by exercise,
        slope peak exc ST, major vessels colored, thal; all if not given.
    labels : two ints, optional
        For healthy and narrowed; 0 and 1 if not given.

    Returns
    -------
    Dataset
        Patients for whom a chosen column is not known ("?") are left out, and `note` counts them
        (4 for the vessels, 2 for thal).

    Notes
    -----
    A category is no number: "flat" is not twice "upsloping". So a column with k categories becomes
    k − 1 columns of 0 and 1, named ``thal: fixed defect``. The remaining category, the first of
    `HEART_CATEGORIES`, is the reference: there all of them are 0, and a coefficient is the change
    of the log-odds against it. With k columns their sum would be the column of ones, and the
    coefficients and the bias could be traded without any change of the prediction.

    Examples
    --------
    >>> data = load_heart(("age", "thal"))
    >>> data.feature_names, data.X[:2].tolist(), data.note
    (('age (years)', 'thal: fixed defect', 'thal: reversable defect'),
     [[63.0, 1.0, 0.0], [67.0, 0.0, 0.0]], '2 patients with unknown entries left out')
    """
    chosen = HEART_FEATURES if features is None else features
    chosen = column_names("features", chosen, HEART_FEATURES)
    table = columns("heart_cleveland.csv")
    parts = [_heart_columns(name, table[name]) for name in chosen]
    X = np.column_stack([values for _, values in parts])
    y = class_labels(labels, 2)[np.array(table["diameter narrowing"], dtype=np.int64)]
    known = ~np.isnan(X).any(axis=1)
    about = FILES["heart_cleveland.csv"]
    return Dataset(
        X=X[known],
        y=y[known],
        feature_names=tuple(name for names, _ in parts for name in names),
        target_name="artery",
        classes=("healthy", "narrowed"),
        source=about.source,
        licence=about.licence,
        name="heart",
        note=f"{(~known).sum()} patients with unknown entries left out",
    )


def _heart_columns(name, texts) -> tuple[list[str], np.ndarray]:
    """A column of the file as named columns of numbers; NaN where it is not known."""
    texts = np.array(texts)
    if name in HEART_NUMBERS:
        return [HEART_NUMBERS[name]], np.where(texts == "?", "nan", texts).astype(float)
    others = HEART_CATEGORIES[name][1:]
    indicators = np.column_stack([(texts == other).astype(float) for other in others])
    indicators[texts == "?"] = np.nan
    return [f"{name}: {other}" for other in others], indicators


def load_spambase(labels=None) -> Dataset:
    """4,601 mails, spam or not, by how often 48 words and 6 signs occur in them.

    Parameters
    ----------
    labels : two ints, optional
        For mail and spam; 0 and 1 if not given.

    Returns
    -------
    Dataset
        Words and signs in percent of the mail; the last three features are the average, the
        longest and the total length of runs of capital letters. "george", "hp" and "num650" tell
        whose mails these were.

    Examples
    --------
    >>> data = load_spambase(labels=(-1, 1))
    >>> data.X.shape, int((data.y == 1).sum())
    ((4601, 57), 1813)
    """
    stored, about = arrays("spambase.npz"), FILES["spambase.npz"]
    return Dataset(
        X=stored["X"].astype(float),
        y=class_labels(labels, 2)[stored["y"]],
        feature_names=tuple(stored["names"].tolist()),
        target_name="kind",
        classes=("mail", "spam"),
        source=about.source,
        licence=about.licence,
        name="spambase",
    )

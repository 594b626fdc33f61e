"""Calls that are rare but that users do make: each is answered rightly, or refused by name."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from matplotlib import pyplot as plt
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression

from sk_epinet import (
    EpistasisSpectrum,
    EpistaticNetRegressor,
    WalshFeatures,
    WalshSpectrum,
    walsh_transform,
)
from sk_epinet.comparison import list_mutants, load_model, save_model
from sk_epinet.cross_validation import ErrorModel
from sk_epinet.datasets import (
    aggregate_replicates,
    make_walsh_landscape,
    weights_from_errors,
    write_example_table,
)
from sk_epinet.genotypes import GenotypeEncoder, coverage_report
from sk_epinet.kernels import ConnectednessGaussianProcess, ConnectednessKernel
from sk_epinet.network import EpochCheckpoint
from sk_epinet.plotting import (
    InteractionDisplay,
    LearningCurvesDisplay,
    PredictionDisplay,
    VarianceByOrderDisplay,
    WeightPath,
    WeightPathDisplay,
)

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 2)
Y = np.array([1.0, 2.0, 4.0, 3.0, 1.5, 2.5, 4.5, 3.5])
MASKED = np.ma.array(Y, mask=np.arange(8) == 2)


@pytest.fixture(scope="module")
def net():
    model = EpistaticNetRegressor((4,), max_iter=2, n_members=2, random_state=0)
    return model.fit(pd.DataFrame(X, columns=["a", "b"]), Y)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda v: weights_from_errors(v, tau=0.1), "standard_error"),
        (lambda v: aggregate_replicates(X, Y, standard_error=v), "standard_error"),
        (lambda v: coverage_report(X, v), "y"),
        (lambda v: ConnectednessGaussianProcess(optimizer=None).fit(X, v), "y"),
        (walsh_transform, "values"),
    ],
)
def test_masked_numbers_are_refused(call, name):
    """What stands below the mask was taken for measured."""
    with pytest.raises(ValueError, match=f"{name}.* masked"):
        call(MASKED)


def test_tensors_that_are_part_of_a_computation():
    for values in (torch.tensor(Y, requires_grad=True), list(torch.tensor(Y, requires_grad=True))):
        with pytest.raises(ValueError, match="y must hold"):
            ConnectednessGaussianProcess(optimizer=None).fit(X, values)
    with pytest.raises(ValueError, match="X cannot be read as an array"):
        WalshFeatures().fit(torch.tensor(X, dtype=torch.float64, requires_grad=True))


@pytest.mark.parametrize("value", [np.float32(0.5), np.float16(0.5), np.longdouble(0.5)])
def test_short_numbers_are_compared_without_a_warning(value):
    short = make_walsh_landscape(4, 2, noise=value, random_state=0)[1]
    np.testing.assert_array_equal(short, make_walsh_landscape(4, 2, noise=0.5, random_state=0)[1])


class TestCoverage:
    def test_repeated_genotypes_of_several_columns_are_shown(self):
        """repr raised an error for genotypes with a column for each site."""
        report = coverage_report(pd.DataFrame({"a": ["A", "A", "V"], "b": ["K", "K", "K"]}))
        assert "1 genotype stands in more than one row (A K in 2 of them)" in str(report)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"y": ["a"] * 8}, "y must hold numbers"),
            ({"y": Y[:, None]}, "y must be a list of numbers"),
            ({"y": [np.inf, *Y[1:]]}, "y must hold finite numbers, or NaN, but row 0"),
            ({"y": Y + 1j}, "y must hold numbers"),
            ({"max_listed": "x"}, "max_listed must be"),
            ({"max_listed": -1}, "max_listed must be"),
        ],
    )
    def test_arguments_are_named(self, options, message):
        with pytest.raises(ValueError, match=message):
            coverage_report(X, **options)

    def test_encoders_are_checked(self):
        with pytest.raises(TypeError, match="encoder must be of the class GenotypeEncoder"):
            coverage_report(X, encoder=WalshFeatures().fit(X))
        with pytest.raises(NotFittedError):
            coverage_report(X, encoder=GenotypeEncoder())


@pytest.mark.parametrize(
    "made",
    [
        coverage_report(X),
        WeightPath([0, 0.1], [[1.0, 2.0], [2.0, 3.0]], chosen=0.1),
        ErrorModel(1.0, 1.0, np.arange(3.0)),
    ],
)
def test_records_of_arrays_are_compared_and_hashed(made):
    """Their arrays were compared, which numpy refuses, and hashed, which nothing can do."""
    other = pickle.loads(pickle.dumps(made))
    assert made == made
    assert made != other
    assert other != copy.deepcopy(other)
    assert made in {made}
    assert other not in {made}


class TestFiles:
    @pytest.mark.parametrize("path", [None, 5, b"a", []])
    def test_what_is_no_path(self, path, net):
        for call in (lambda: save_model(path, net), lambda: load_model(path)):
            with pytest.raises(TypeError, match="path must be the name of a file"):
                call()
        with pytest.raises(TypeError, match="path must be the name of a file"):
            write_example_table(path)
        with pytest.raises(TypeError, match="path must be the name of a file"):
            self.fit_with(path)

    def test_empty_paths_and_folders(self, tmp_path, net):
        for call in (lambda: save_model("", net), lambda: self.fit_with("")):
            with pytest.raises(ValueError, match="path is empty"):
                call()
        with pytest.raises(ValueError, match="is a folder"):
            self.fit_with(tmp_path)

    def fit_with(self, path):
        callbacks = [EpochCheckpoint(path)]
        EpistaticNetRegressor((2,), max_iter=1, n_members=1, callbacks=callbacks).fit(X, Y)


@pytest.mark.parametrize("landscape", [None, "a", (X, Y), pd.DataFrame(X)])
def test_mutants_of_what_is_no_landscape(landscape):
    with pytest.raises(TypeError, match="landscape must be what load_landscape"):
        list_mutants(landscape)


@pytest.mark.parametrize("number", [0, 3, 1.0, "1", None, True])
def test_numbers_of_mutations(number):
    with pytest.raises(ValueError, match="n_mutations must be 1 or 2"):
        list_mutants(None, number)


class TestGaussianProcess:
    def test_before_the_fit(self):
        """As of scikit-learn's GaussianProcessRegressor, it is the prior, whose mean is 0."""
        process = ConnectednessGaussianProcess()
        values, deviations = process.predict(X, return_std=True)
        assert (values == 0).all()
        assert np.allclose(deviations, np.sqrt(1.1))
        assert not hasattr(process, "n_features_in_")
        with pytest.raises(NotFittedError):
            process.log_marginal_likelihood()

    @pytest.mark.parametrize("y", [["a"] * 8, [[1], [1, 2]] * 4, pd.date_range("2024", periods=8)])
    def test_measured_values(self, y):
        with pytest.raises(ValueError, match="y must hold numbers"):
            ConnectednessGaussianProcess(optimizer=None).fit(X, y)

    def test_missing_alleles(self):
        table = pd.DataFrame(X, columns=["a", "b"]).astype(str).astype("string")
        table.iloc[1, 0] = pd.NA
        with pytest.raises(ValueError, match="Site 0 has missing values"):
            ConnectednessGaussianProcess(optimizer=None).fit(table, Y)

    def test_a_kernel_of_anything_is_shown(self):
        assert repr(ConnectednessKernel("1")) == "ConnectednessKernel(length_scale='1')"
        assert repr(ConnectednessKernel(None)) == "ConnectednessKernel(length_scale=None)"
        assert repr(ConnectednessKernel([1, 2.5])) == "ConnectednessKernel(length_scale=[1, 2.5])"


class TestNamesOfColumns:
    @pytest.mark.parametrize("labels", [["p", "p"], ["q", "r"], ["p", "r"], ["q", "p"]])
    def test_spectra_refuse_the_sites_at_other_places(self, labels):
        """Columns were read by position even where their names say that they are others."""
        walsh = WalshSpectrum([1.0], [(0,)], 2, site_names=["p", "q"])
        for spectrum in (walsh, EpistasisSpectrum.from_walsh(walsh)):
            with pytest.raises(ValueError, match="The columns of X are"):
                spectrum.predict(pd.DataFrame(X, columns=labels))

    def test_other_names_are_read_by_position(self):
        walsh = WalshSpectrum([1.0], [(0,)], 2, site_names=["p", "q"])
        assert walsh.predict(pd.DataFrame([[1, 0]], columns=["a", "b"])).tolist() == [-1.0]

    def test_encoded_columns_in_another_order(self):
        """The alleles of other sites were read from them."""
        for encoding in ("onehot", "categories"):
            encoder = GenotypeEncoder(encoding=encoding, sparse_output=False)
            table = encoder.set_output(transform="pandas").fit_transform(["AK", "VR", "AR"])
            assert encoder.inverse_transform(table).tolist() == ["AK", "VR", "AR"]
            with pytest.raises(ValueError, match="columns of X are in another order"):
                encoder.inverse_transform(table.iloc[:, ::-1])

    @pytest.mark.parametrize("names", ["ab", {"a", "b"}, 5, [1, 2], [None, None]])
    def test_input_features(self, names):
        with pytest.raises(ValueError, match="input_features must be"):
            WalshFeatures().fit(X).get_feature_names_out(names)


def test_sizes_cannot_be_changed():
    """They are kept, and a change was seen by all that reads them later."""
    spectrum = EpistasisSpectrum.from_landscape(
        [0.0, 1, 2, 4], "enumeration", alleles=["AV", "KR"]
    )
    for weights in ("uniform", "wild_type", {"x0": [1, 0]}):
        with pytest.raises(ValueError, match="read-only"):
            spectrum.with_weights(weights).sizes[0] = 5.0


def test_latent_values_are_numbers(net):
    for latent in ("x", [1j], [np.nan], np.ma.array([1.0], mask=[True])):
        with pytest.raises(ValueError, match="latent"):
            net.link_members(latent)


class TestPictures:
    @pytest.mark.parametrize("projection", ["polar", "aitoff", "3d"])
    def test_axes_that_are_not_at_right_angles(self, projection):
        """Pictures failed somewhere within matplotlib, or came out as nonsense."""
        ax = plt.figure().add_subplot(projection=projection)
        with pytest.raises(ValueError, match="ax must have two axes at right angles"):
            PredictionDisplay.from_predictions(Y, Y).plot(ax=ax)

    def test_axes_without_a_figure(self):
        _, ax = plt.subplots()
        ax.remove()
        with pytest.raises(ValueError, match="ax was removed from its figure"):
            PredictionDisplay.from_predictions(Y, Y).plot(ax=ax)

    def test_paths_of_weights(self):
        scores = np.array([[1.0, 2.0], [2.0, 4.0]])
        path = WeightPath([0, 0.1], scores, chosen=0.1)
        scores[:] = 0
        assert path.mean.tolist() == [1.5, 3.0]
        for weights in (["a", "b"], [0.1, 0], [0, np.nan], pd.array([0, None], dtype="Float64")):
            with pytest.raises(ValueError, match="weights must"):
                WeightPath(weights, [[1.0], [2.0]], chosen=0)
        with pytest.raises(ValueError, match="paths must be a dict"):
            WeightPathDisplay([path])
        with pytest.raises(TypeError, match="estimators must be"):
            WeightPathDisplay.from_estimator([LinearRegression()])

    def test_an_allele_against_itself(self):
        with pytest.raises(ValueError, match="two different alleles of site 'x0', got 1 twice"):
            InteractionDisplay.from_measurements(X, Y, (0, 1), alleles=((1, 1), (0, 1)))

    def test_orders_beyond_the_sites(self):
        spectrum = WalshSpectrum([1.0, 1.0], [(0,), (0, 1)], 2)
        shares = VarianceByOrderDisplay.from_spectrum(spectrum, 10**12).shares
        assert [share.tolist() for share in shares.values()] == [[0.5, 0.5]]

    @pytest.mark.parametrize("seed", [None, np.random.RandomState(0)])
    def test_all_curves_are_of_the_same_genotypes(self, seed):
        """Without an integer as seed, each model was trained on genotypes of its own."""
        models = {"a": LinearRegression(), "b": LinearRegression()}
        options = {"train_sizes": [3, 4], "n_splits": 3, "random_state": seed}
        scores = LearningCurvesDisplay.from_estimator(models, X, Y, **options).scores
        np.testing.assert_array_equal(scores["a"], scores["b"])
